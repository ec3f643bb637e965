# What bench/run prints: tables for people or for docs/benchmark.md, and the verdict on the budgets.

title() { if [ -n "$markdown" ]; then printf '\n### %s\n\n' "$1"; else printf '\n%s\n' "$1"; fi; }

# Rows come tab-separated, the header first.
table() {
    if [ -z "$markdown" ]; then column -t -s $'\t'; return; fi
    awk -F '\t' '{
        printf "|"; for (i = 1; i <= NF; i++) printf " %s |", $i; print ""
        if (NR == 1) { printf "|"; for (i = 1; i <= NF; i++) printf (i == 1 ? " --- |" : " ---: |"); print "" }
    }'
}

print_machine() {
    local version cpu
    version=$("$work/landrun" --version 2> /dev/null | head -n 1)
    cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    printf '%s; Linux %s; %s CPUs, %s; load %s; %s rounds\n' "$version" "$(uname -r)" "$(nproc)" "${cpu:-$(uname -m)}" \
        "$(cut -d ' ' -f 1 /proc/loadavg)" "$rounds"
}

print_launchers() {
    title "Three path rules and /bin/true"
    awk -F '\t' -v OFS='\t' '
        BEGIN { print "launcher", "median µs", "over bare µs", "× c-static", "peak KiB, median", "peak KiB, most" }
        { name[NR] = $1; time[NR] = $2; over[NR] = $3; median[NR] = $4; most[NR] = $5 }
        $1 == "c-static" { base = $3 }
        END {
            for (i = 1; i <= NR; i++)
                print name[i], sprintf("%.0f", time[i]), i == 1 ? "" : sprintf("%.0f", over[i]),
                      i == 1 ? "" : sprintf("%.2f", over[i] / base), median[i], most[i]
        }' | table
}

print_growth() {
    title "Growth with the number of rules"
    awk -F '\t' -v OFS='\t' '
        BEGIN { print "rules beside the three", "c-static µs", "landrun µs", "landrun ÷ c-static", "landrun peak KiB, most" }
        $2 == "c-static" { base = $4 }
        $2 == "landrun" { print $1, sprintf("%.0f", base), sprintf("%.0f", $4), sprintf("%.2f", $4 / base), $6 }' | table
}

# check_budgets MAIN GROWTH
check_budgets() {
    awk -F '\t' -v factor="$factor" '
        function budget(what, value, limit) {
            printf "%s  %s: %.2f, at most %.2f\n", value <= limit ? "ok    " : "BROKEN", what, value, limit
            broken += value > limit
        }
        BEGIN { print "" }
        FILENAME == ARGV[1] { over[$1] = $3; if ($1 == "landrun") peak = $5; next }
        $1 == 10000 { many[$2] = $4 }
        END {
            budget("landrun ÷ static C, three rules", over["landrun"] / over["c-static"], factor)
            if ("c-unfiltered" in over) budget("landrun ÷ static C without a filter, three rules", over["landrun"] / over["c-unfiltered"], 1.4)
            if ("go-landrun" in over) budget("landrun ÷ Go landrun, three rules", over["landrun"] / over["go-landrun"], 0.25)
            budget("peak memory in KiB, three rules", peak, 3072)
            budget("landrun ÷ static C, 10,000 rules", many["landrun"] / many["c-static"], 1.3)
            exit broken > 0
        }' "$1" "$2"
}

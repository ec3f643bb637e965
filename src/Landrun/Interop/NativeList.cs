namespace Landrun.Interop;

/// <summary>A growing list outside the managed heap, for what runs before the runtime starts. It is never freed: the process
/// becomes another program or ends.</summary>
internal unsafe struct NativeList<T>
    where T : unmanaged
{
    private T* items;
    private int capacity;

    public int Count { get; private set; }

    public readonly ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                OutOfRange(index);
            }

            return ref items[index];
        }
    }

    public void Add(in T item)
    {
        if (Count == capacity)
        {
            int larger = capacity == 0 ? 16 : checked(capacity * 2);
            items = (T*)Libc.Allocate(items, checked((nuint)larger * (nuint)sizeof(T)));
            capacity = larger;
        }

        items[Count++] = item;
    }

    /// <summary>The items as C sees them; valid until the next <see cref="Add"/>.</summary>
    public readonly T* Items => items;

    private static void OutOfRange(int index) => throw new ArgumentOutOfRangeException(nameof(index));
}

namespace Landrun.Reports;

/// <summary>The answers to one question of <c>--why</c>.</summary>
/// <param name="Question">As it was asked.</param>
/// <param name="Resolved">What a path led to; null for ports and for what does not exist.</param>
/// <param name="Answers">One for each act.</param>
internal sealed record AnswerList(byte[] Question, byte[]? Resolved, IReadOnlyList<Answer> Answers);

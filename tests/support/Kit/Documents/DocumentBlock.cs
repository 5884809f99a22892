namespace Tests.Shared;

/// <param name="Language">First word of the fence, as in <c>csharp</c>.</param>
/// <param name="Mark">The rest of the fence, as in <c>run</c> or <c>not-run: needs a testbed</c>, or empty.</param>
public sealed record DocumentBlock(string Place, string Language, string Mark, string Text)
{
    private const string Fence = "```";

    public static IEnumerable<DocumentBlock> ReadAll(string path, string text)
    {
        string[] lines = text.Split('\n');
        int at = 0;
        while (at < lines.Length)
        {
            if (!lines[at].StartsWith(Fence, StringComparison.Ordinal))
            {
                at++;
                continue;
            }

            string[] words = lines[at][Fence.Length..].Split(' ', 2, StringSplitOptions.TrimEntries);
            int end = Array.FindIndex(lines, at + 1, line => line.StartsWith(Fence, StringComparison.Ordinal));
            end = end < 0 ? lines.Length : end;
            yield return new DocumentBlock(
                $"{path}:{at + 1}",
                words[0],
                words.Length == 2 ? words[1] : "",
                string.Join('\n', lines[(at + 1)..end])
            );
            at = end + 1;
        }
    }
}

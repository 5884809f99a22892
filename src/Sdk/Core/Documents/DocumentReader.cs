namespace Scalewright.Documents;

/// <summary>Reads untrusted text into a tree: strict UTF-8, limits before anything is built, exact places, all problems at once.</summary>
public static class DocumentReader
{
    /// <summary>Reads one document.</summary>
    /// <param name="utf8">The bytes; a byte-order mark is skipped.</param>
    /// <param name="dialect">The format and its rules.</param>
    /// <param name="limits">How large it may get; null: <see cref="ReadLimits.Default"/>.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <returns>The tree, or the problems. Throws for no input whatever.</returns>
    public static Document Read(ReadOnlyMemory<byte> utf8, Dialect dialect, ReadLimits? limits = null, string source = "")
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ReadLimits bounds = limits ?? ReadLimits.Default;
        ProblemList problems = new(source);
        DocumentNode? root = null;
        if (SourceText.Check(utf8, bounds, problems) is { } text)
        {
            TreeBuilder tree = new(bounds, problems) { LastKeyWins = dialect.LastKeyWins };
            dialect.Read(text, tree);
            root = tree.Root;
            if (root is null && !problems.HasErrors)
            {
                problems.AddError(ProblemCode.EmptyDocument, new TextSpot(1, 1), "", "there is no document in it", $"write one in {dialect}");
            }
        }

        return new Document(problems.HasErrors ? null : root, problems.ToValueList());
    }
}

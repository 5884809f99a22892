namespace Scalewright.Documents;

/// <summary>Reads untrusted text as strict UTF-8. Checks limits early; reports all problems with positions.</summary>
public static class DocumentReader
{
    /// <summary>Reads one document. Does not throw for invalid input.</summary>
    /// <param name="utf8">Content; a byte-order mark is skipped.</param>
    /// <param name="dialect">Format and its rules.</param>
    /// <param name="limits">Size limits; null: <see cref="ReadLimits.Default"/>.</param>
    /// <param name="source">Name of the file in messages.</param>
    /// <returns>The tree, or the problems.</returns>
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
                problems.AddError(
                    ProblemCode.EmptyDocument,
                    new TextPosition(1, 1),
                    "",
                    "there is no document in it",
                    $"write one in {dialect}"
                );
            }
        }

        return new Document(problems.HasErrors ? null : root, problems.ToValueList());
    }
}

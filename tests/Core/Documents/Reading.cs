namespace Sdk.Tests.Documents;

internal static class Reading
{
    public static Document Read(string text, Dialect dialect, ReadLimits? limits = null) =>
        DocumentReader.Read(Encoding.UTF8.GetBytes(text), dialect, limits, "x");

    public static DocumentMap Map(string text, Dialect dialect)
    {
        Document document = Read(text, dialect);
        document.Problems.ShouldBeEmpty();
        return document.Root.ShouldBeOfType<DocumentMap>();
    }

    /// <summary>Returns the first problem as <c>code line:column</c>.</summary>
    public static string Fault(string text, Dialect dialect, ReadLimits? limits = null)
    {
        Document document = Read(text, dialect, limits);
        document.Root.ShouldBeNull();
        Problem first = document.Problems[0];
        return $"{first.Code.Name} {first.Position}";
    }

    public static string Fault(byte[] utf8, Dialect dialect)
    {
        Problem first = DocumentReader.Read(utf8, dialect).Problems[0];
        return $"{first.Code.Name} {first.Position}";
    }

    public static (ScalarKind Kind, string Text) Scalar(string text, Dialect dialect)
    {
        DocumentScalar scalar = Map($"x: {text}\n", dialect)["x"].ShouldBeOfType<DocumentScalar>();
        return (scalar.ScalarKind, scalar.Text);
    }
}

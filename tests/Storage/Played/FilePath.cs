namespace Storage.Operations.Tests;

internal static class FilePath
{
    public static string Checked(string host, string path) =>
        path.StartsWith('/')
        && !path.EndsWith('/')
        && !path.Contains('\0', StringComparison.Ordinal)
        && !path.Split('/').Any(name => name is "." or "..")
            ? path
            : throw new ProviderException(
                SiteCheck.Word,
                [
                    new Problem(
                        ProblemCode.UnsafePath,
                        $"'{TextEscaping.Escape(path)}' is not a path of a file",
                        "begin at the root, end with a name"
                    )
                    {
                        Field = host,
                    },
                ]
            );

    public static ProviderException Missing(string host, string path) =>
        new(
            SiteCheck.Word,
            [
                new Problem(ProblemCode.UnknownReference, $"there is no file '{TextEscaping.Escape(path)}'", "write it first")
                {
                    Field = host,
                },
            ]
        );
}

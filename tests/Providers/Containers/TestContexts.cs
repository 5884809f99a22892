namespace Containers.Tests;

/// <summary>Contexts of the docker command line in a home folder.</summary>
internal static class TestContexts
{
    public static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static string MetaOf(string name) => $".docker/contexts/meta/{Hash(name)}/meta.json";

    /// <returns>The path of the file.</returns>
    public static string Write(TemporaryFolder home, string name, string host) =>
        home.Write(
            MetaOf(name),
            $$$$"""{"Name":"{{{{name}}}}","Metadata":{},"Endpoints":{"docker":{"Host":"{{{{host}}}}","SkipTLSVerify":false}}}"""
        );
}

namespace Tool.Tests;

/// <summary>How the tool is told of a Kubernetes cluster that this process plays.</summary>
internal static class PodPlace
{
    /// <summary>Writes a kubeconfig file into a folder.</summary>
    /// <param name="folder">The folder that the tool runs in.</param>
    /// <returns>The options that the tool needs there.</returns>
    public static string[] WordsOf(TemporaryFolder folder, Uri server)
    {
        folder.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: "{{server}}"} }]
            users: [{name: u, user: {} }]
            """);
        return ["--provider", "kubernetes", "--kubeconfig", "kubeconfig"];
    }
}

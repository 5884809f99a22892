namespace Tool.Tests;

internal static class PodProvider
{
    /// <returns>The options that the tool needs for the cluster.</returns>
    public static string[] WordsOf(TemporaryFolder folder, Uri server)
    {
        folder.Write(
            "kubeconfig",
            $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: "{{server}}"} }]
            users: [{name: u, user: {} }]
            """
        );
        return ["--provider", "kubernetes", "--kubeconfig", "kubeconfig"];
    }
}

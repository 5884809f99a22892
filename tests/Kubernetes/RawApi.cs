using Loopback.Kubernetes;

namespace Kubernetes.Tests;

/// <summary>What somebody else does to a cluster, said in JSON.</summary>
internal static class RawApi
{
    /// <summary>Makes an object.</summary>
    /// <param name="server">The cluster.</param>
    /// <param name="path">Where objects of its kind are made.</param>
    /// <param name="body">The object.</param>
    public static Task CreateAsync(this KubernetesServer server, string path, string body) => SendAsync(server, HttpMethod.Post, path, body, "application/json");

    /// <summary>Changes an object, by a merge patch.</summary>
    public static Task ChangeAsync(this KubernetesServer server, string path, string body, string subresource = "") => SendAsync(server, HttpMethod.Patch, subresource.Length > 0 ? $"{path}/{subresource}" : path, body, "application/merge-patch+json");

    /// <summary>Removes an object.</summary>
    public static Task RemoveAsync(this KubernetesServer server, string path) => SendAsync(server, HttpMethod.Delete, path, "{}", "application/json");

    /// <summary>A node of a cluster that works, with 4 processors and 8 GiB.</summary>
    public static string NodeOf(string name, string labels = "") => $$$"""
        {"metadata": {"name": "{{{name}}}", "labels": { {{{labels}}} } }, "spec": {}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "20"}, "conditions": [{"type": "Ready", "status": "True"}]}}
        """;

    private static async Task SendAsync(KubernetesServer server, HttpMethod method, string path, string body, string mediaType)
    {
        using HttpClient http = new();
        using StringContent content = new(body, null, mediaType);
        using HttpRequestMessage request = new(method, new Uri(server.Address, path)) { Content = content };
        using HttpResponseMessage answer = await http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}

using System.Net.Http.Headers;

namespace Kubernetes.Tests;

/// <summary>Request bodies in the binary format, recorded from kubectl 1.32 or written by hand.</summary>
public sealed class BinaryBodyTests : IAsyncLifetime
{
    private const string Namespaces = "api/v1/namespaces";
    private const string Space =
        "k8s\u0000\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u001a\n\u0012\n\u0002sp\u0012\u0000\u001a\u0000\"\u0000*\u00002\u00008\u0000B\u0000\u0012\u0000\u001a\u0002\n\u0000\u001a\u0000\"\u0000";
    private const string Secret =
        "k8s\u0000\n\u000c\n\u0002v1\u0012\u0006Secret\u0012\u001d\n\u0011\n\u0001s\u0012\u0000\u001a\u0000\"\u0000*\u00002\u00008\u0000B\u0000\u0012\u0006\n\u0001a\u0012\u0001b\u001a\u0000\u001a\u0000\"\u0000";

    private KubernetesServer? _server;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task A_namespace_is_created_from_a_recorded_binary_body()
    {
        (int status, JsonNode said) = await SendAsync(Namespaces, Space);

        (status, (string?)said["metadata"]!["name"], (string?)said["kind"]).ShouldBe((201, "sp", "Namespace"));
    }

    [Fact]
    public async Task An_eviction_in_the_binary_format_applies_its_delete_options()
    {
        await _server!.CreateAsync(
            "api/v1/namespaces/default/pods",
            """{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}"""
        );

        // Fields: metadata.name; deleteOptions with gracePeriodSeconds 0, preconditions.uid and propagationPolicy.
        (int other, JsonNode refused) = await SendAsync(
            "api/v1/namespaces/default/pods/p/eviction",
            "k8s\u0000\n\u0015\n\tpolicy/v1\u0012\u0008Eviction\u0012\u0015\n\u0003\n\u0001p\u0012\u000e\u0008\u0000\u0012\u0005\n\u0003abc\"\u0003Foo"
        );
        (int status, JsonNode said) = await SendAsync(
            "api/v1/namespaces/default/pods/p/eviction",
            "k8s\u0000\n\u0015\n\tpolicy/v1\u0012\u0008Eviction\u0012\u0009\n\u0003\n\u0001p\u0012\u0002\u0008\u0000"
        );

        (other, (string?)refused["reason"]).ShouldBe((409, "Conflict"));
        (status, (string?)said["status"]).ShouldBe((201, "Success"));
    }

    [Theory]
    [InlineData(Secret, "v1/Secret is not read as application/vnd.kubernetes.protobuf here")]
    [InlineData("k8s\u0000\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u0004\u00a2\u0006\u0001x", "field 100 of v1/Namespace is not read")]
    public async Task An_unknown_type_or_field_in_the_binary_format_is_rejected(string body, string told)
    {
        (int status, JsonNode said) = await SendAsync(Namespaces, body);

        (status, (string?)said["kind"], (string?)said["reason"]).ShouldBe((415, "Status", "UnsupportedMediaType"));
        ((string?)said["message"]).ShouldNotBeNull().ShouldContain(told);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("k8s\u0000\n\u00ff")]
    [InlineData("k8s\u0000\n\u000f\n\u0002v1\u0012\tNamespace\u0012\u0002\u0008\u0001")]
    [InlineData("k8s\u0000\u000d\u0001\u0001\u0001\u0001")]
    public async Task A_malformed_binary_body_is_rejected(string body)
    {
        (int status, JsonNode said) = await SendAsync(Namespaces, body);

        (status, (string?)said["reason"]).ShouldBe((400, "BadRequest"));
    }

    private async Task<(int Status, JsonNode Said)> SendAsync(string path, string body)
    {
        using HttpClient http = new() { BaseAddress = _server!.Address };
        using ByteArrayContent content = new(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.kubernetes.protobuf");
        using HttpResponseMessage answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}

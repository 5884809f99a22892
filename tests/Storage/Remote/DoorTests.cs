using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Storage.Remote.Tests;

public sealed class DoorTests : IAsyncLifetime
{
    private const string Manager = "api/session/";
    private const string Equipment = "equipment/life";

    private StorageManager _manager = null!;
    private StorageCluster _cluster = null!;
    private SiteEndpoint _door = null!;

    public async Task InitializeAsync()
    {
        _manager = await StorageManager.StartAsync(new StorageManagerOptions { Password = "lustre" });
        _cluster = await StorageCluster.CreateAsync(SiteCheck.SetupOf(new StorageFixture().Site), new StorageClusterOptions());
        _door = await SiteEndpoint.OpenAsync(_manager, new Equipment(_cluster), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _door.DisposeAsync();
        await _cluster.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(Manager, false)]
    [InlineData(Manager, true)]
    [InlineData(Equipment, false)]
    [InlineData(Equipment, true)]
    public async Task A_request_without_a_valid_token_is_rejected(string path, bool isSocket)
    {
        (await AskAsync(path, isSocket, token: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(path, isSocket, token: "guess")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("Accept", "*/*", HttpStatusCode.OK)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "rebound.example", HttpStatusCode.Forbidden)]
    public async Task A_request_with_a_foreign_origin_or_host_is_rejected_even_with_a_valid_token(
        string header,
        string value,
        HttpStatusCode status
    )
    {
        (await AskAsync(Manager, isSocket: false, _door.Token, header, value)).ShouldBe(status);
        (await AskAsync(Manager, isSocket: true, _door.Token, header, value)).ShouldBe(status);
    }

    private async Task<HttpStatusCode> AskAsync(string path, bool isSocket, string? token, string header = "Accept", string value = "*/*")
    {
        using HttpMessageInvoker client = new(Handler(isSocket));
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{_door.Port}/{path}");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    private SocketsHttpHandler Handler(bool isSocket) =>
        isSocket
            ? new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(_door.Socket), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
            : new SocketsHttpHandler { UseProxy = false };
}

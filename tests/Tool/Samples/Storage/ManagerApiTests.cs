using System.Runtime.Versioning;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Setup;
using StorageSample;
using StorageSample.Managing;

namespace Samples.Tests.Storage;

[SupportedOSPlatform("linux")]
public class ManagerApiTests
{
    [Theory]
    [InlineData("<html><body>Welcome to nginx!</body></html>", "the answer is not JSON but begins with '<html><body>Welcome")]
    [InlineData("""{"objects":[{"id":1}""", "the answer is not JSON but begins with")]
    [InlineData("[]", "the answer is [], where an object belongs")]
    [InlineData("null", "the answer is null, where an object belongs")]
    [InlineData("{}", "the answer has no 'objects', where a list of objects belongs")]
    [InlineData("""{"objects":{"id":1}}""", """the answer has {"id":1} as 'objects', where a list of objects belongs""")]
    [InlineData("""{"objects":[5]}""", "as 'objects', where a list of objects belongs")]
    [InlineData("""{"objects":[{"id":"seven"}]}""", "the answer has \"seven\" as 'objects[0].id', where a whole number from 0 belongs")]
    [InlineData("""{"objects":[{"id":0}]}""", "as 'objects[0].id', where a number of an entry, from 1 belongs")]
    [InlineData("""{"objects":[{"id":99999999999}]}""", "as 'objects[0].id', where a number of an entry, from 1 belongs")]
    public async Task A_malformed_response_is_reported_with_its_request_and_the_invalid_part(string answer, string found)
    {
        using FixedAnswers manager = new(HttpStatusCode.OK, answer);
        using ManagerApi api = await manager.LogInAsync();

        SimulatorException exception = await Should.ThrowAsync<SimulatorException>(async () =>
            (await api.ListAsync("host", CancellationToken.None))[0].Id()
        );

        exception.Message.ShouldStartWith("GET http://localhost/api/host/?limit=0: ");
        exception.Message.ShouldContain(found);
        exception.Message.ShouldEndWith("is a manager at this address?");
    }

    [Theory]
    [InlineData("""{"complete":"yes"}""", "'complete', where true or false belongs")]
    [InlineData("""{"complete":true}""", "no 'errored', where true or false belongs")]
    [InlineData("""{"complete":true,"errored":true,"error":null}""", "null as 'error', where a text belongs")]
    public async Task A_malformed_command_status_is_an_error(string answer, string found)
    {
        using FixedAnswers manager = new(HttpStatusCode.OK, answer);
        using ManagerApi api = await manager.LogInAsync();

        SimulatorException exception = await Should.ThrowAsync<SimulatorException>(() =>
            api.WaitAsync(7, TimeSpan.FromSeconds(5), CancellationToken.None)
        );

        exception.Message.ShouldContain(found);
    }

    [Fact]
    public async Task A_redirect_of_the_manager_is_not_followed()
    {
        using FixedAnswers manager = new(HttpStatusCode.Found, "") { Location = new Uri("https://elsewhere.example/login") };
        using ManagerApi api = await manager.LogInAsync();

        SimulatorException exception = await Should.ThrowAsync<SimulatorException>(() => api.ListAsync("host", CancellationToken.None));

        exception.Message.ShouldContain("sent on to https://elsewhere.example/login; give the manager's own address");
        manager.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_error_page_is_shortened_and_shown_without_control_characters()
    {
        using FixedAnswers manager = new(HttpStatusCode.BadGateway, "\u001b[2J" + new string('x', 100_000));
        using ManagerApi api = await manager.LogInAsync();

        SimulatorException exception = await Should.ThrowAsync<SimulatorException>(() => api.ListAsync("host", CancellationToken.None));

        exception.Message.ShouldContain(": 502 ");
        exception.Message.ShouldNotContain("\u001b");
        exception.Message.Length.ShouldBeLessThan(700);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_endless_response_is_rejected_at_the_size_limit()
    {
        using FixedAnswers manager = new(HttpStatusCode.OK, "") { IsEndless = true };
        using ManagerApi api = await manager.LogInAsync();

        SimulatorException exception = await Should.ThrowAsync<SimulatorException>(() => api.ListAsync("host", CancellationToken.None));

        exception.Message.ShouldContain("the answer is longer than 67108864 bytes");
    }

    [Fact]
    public async Task A_response_with_invalid_Unicode_text_is_reported()
    {
        using FixedAnswers manager = new(HttpStatusCode.OK, """{"secret":"\ud800"}""");
        using ManagerApi api = await manager.LogInAsync();

        (
            await Should.ThrowAsync<SimulatorException>(() => api.AddTokenAsync(1, "base_managed_rh7", CancellationToken.None))
        ).Message.ShouldContain("'secret', where a text of Unicode belongs");
    }

    [Fact]
    public async Task Each_power_unit_is_registered_once_with_its_port_and_outlets()
    {
        await using StorageManager manager = await StorageManager.StartAsync(new StorageManagerOptions { Password = "lustre" });
        await using StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 3, PduCount = 2 });
        using ManagerHandler handler = new(manager);
        using ManagerApi api = await ManagerApi.LogInAsync(
            new ManagerAddress(new Uri("http://localhost/"), Authority: null) { InProcess = handler },
            "admin",
            "lustre",
            CancellationToken.None
        );
        ValueMap<int> ports = new Dictionary<string, int>(StringComparer.Ordinal) { ["pdu000"] = 41_300, ["pdu001"] = 41_301 }.ToValueMap();

        await Registering.RegisterPowerUnitsAsync(cluster, api, ports, CancellationToken.None);
        await Registering.RegisterPowerUnitsAsync(cluster, api, ports, CancellationToken.None);

        (await api.ListAsync("power_control_device", CancellationToken.None))
            .Select(entry => $"{entry.Text("name")} {entry.Text("address")}:{entry.Whole("port")} {entry.Whole("outlet_count")}")
            .ShouldBe(["pdu000 127.0.0.1:41300 3", "pdu001 127.0.0.1:41301 3"]);
    }

    [Fact]
    public void Keys_of_a_server_are_deleted_with_their_folder()
    {
        using TemporaryFolder folder = new();
        KeyFolder keys = new(folder.Root);
        using ServerIdentity identity = ServerIdentity.Create("test000.localdomain");
        keys.Store(identity, "certificate");

        keys.Delete("test000.localdomain");
        keys.Delete("test000.localdomain");

        keys.Load("test000.localdomain").ShouldBeNull();
        Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    // Accepts any login, and then returns one response to every request.
    private sealed class FixedAnswers(HttpStatusCode status, string answer) : HttpMessageHandler
    {
        public Uri? Location { get; init; }

        public bool IsEndless { get; init; }

        public int Count { get; private set; }

        public Task<ManagerApi> LogInAsync() =>
            ManagerApi.LogInAsync(
                new ManagerAddress(new Uri("http://localhost/"), Authority: null) { InProcess = this },
                "admin",
                "lustre",
                CancellationToken.None
            );

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isLogIn = ++Count <= 2;
            HttpResponseMessage response = new(isLogIn ? HttpStatusCode.OK : status)
            {
                Content =
                    !isLogIn && IsEndless
                        ? new StreamContent(new Zeros())
                        : new ByteArrayContent(Encoding.UTF8.GetBytes(isLogIn ? "{}" : answer)),
            };
            response.Headers.Location = isLogIn ? null : Location;
            return Task.FromResult(response);
        }
    }

    private sealed class Zeros : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => 0;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.Net.Sockets;
using Scalewright.Storage.Power;

namespace Storage.Tests;

public sealed class PowerPortsTests : IAsyncLifetime, IDisposable
{
    private readonly TcpClient _client = new();
    private StorageCluster _cluster = null!;
    private PduTelnetServer _ports = null!;
    private NetworkStream _stream = null!;

    public async Task InitializeAsync()
    {
        // With two power units, no server goes down, so the test waits for none.
        _cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 12, PduCount = 2 });
        _ports = PduTelnetServer.Start(_cluster, firstPort: 0);
        await _client.ConnectAsync(IPAddress.Loopback, _ports.Ports["pdu001"]);
        _stream = _client.GetStream();
    }

    public async Task DisposeAsync()
    {
        await _ports.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task The_ports_can_close_at_the_moment_in_which_a_client_connects()
    {
        for (int i = 0; i < 1000; i++)
        {
            await using PduTelnetServer ports = PduTelnetServer.Start(_cluster, firstPort: 0);
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, ports.Ports["pdu001"]);
        }
    }

    // The sequence of the standard fence agent: menus 1, 2, 1, the outlet, 1, then the command and YES.
    [Fact]
    public async Task A_fence_agent_switches_an_outlet_off_and_on()
    {
        await LogIn();
        await Say("1\r\n", "2\r\n", "1\r\n", "12\r\n", "1\r\n", "2\r\n");
        await Say("YES\r\n");
        await Expect("Command successfully issued.");
        _cluster.Power.GetOutlets("pdu001")["12"].ShouldBeFalse();
        _cluster.Power.GetOutlets("pdu000")["12"].ShouldBeTrue();

        await Say("\r\n");
        await Expect("Control Outlet 12: OFF");
        await Say("1\r\n", "YES\r\n");
        await Expect("Command successfully issued.");
        _cluster.Power.GetOutlets("pdu001")["12"].ShouldBeTrue();
    }

    [Fact]
    public async Task An_outlet_is_not_switched_without_confirmation()
    {
        await LogIn();
        await Say("1\n", "2\n", "1\n", "1\n", "1\n", "2\n", "\n");
        await Expect("Control Outlet 1: ON");

        _cluster.Power.GetOutlets("pdu001")["1"].ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_returns_to_the_login_prompt()
    {
        await Say("apc\r\n", "wrong\r\n");

        await Expect("User Name : ", count: 2);
    }

    [Fact]
    public async Task Escape_returns_to_the_previous_menu_and_the_last_entry_logs_out()
    {
        await LogIn();
        await Say("1\r\n", "2\r\n", "\u001b", "\u001b", "4\r\n");

        await Expect("Bye.");
        (await _stream.ReadAsync(new byte[1])).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task An_endless_line_closes_the_connection_and_switches_no_outlet()
    {
        await Say(new string('x', 100_000));
        byte[] rest = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(rest) > 0) { }
        }
        catch (IOException)
        {
            // Reset: the connection was closed with unread bytes.
        }

        _cluster.Power.GetOutlets("pdu001").Values.ShouldAllBe(isOn => isOn);
    }

    private async Task LogIn()
    {
        await Say("apc\r\n", "apc\r\n");
        await Expect("Control Console");
    }

    private async Task Say(params string[] lines)
    {
        foreach (string line in lines)
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(line));
        }
    }

    private async Task Expect(string text, int count = 1)
    {
        StringBuilder heard = new();
        byte[] buffer = new byte[1024];
        while (heard.ToString().Split(text).Length <= count)
        {
            int read = await _stream.ReadAsync(buffer);
            read.ShouldBeGreaterThan(0, heard.ToString());
            heard.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}

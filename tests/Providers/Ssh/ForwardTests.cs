namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class ForwardTests(SshLab lab)
{
    private const int LocalPort = 40011;

    // RFC 4253, 4.2: the first bytes of a server.
    private const string Greeting = "SSH-2.0";

    [MachineTheory("ssh-machines")]
    [InlineData("KILL"), InlineData("STOP")]
    public async Task Local_forwards_are_restored_after_the_SSH_process_of_their_connection_fails(string signal)
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await using PortForward port = await connection.ForwardPortAsync(SshLab.HostOf(1), 22, [LocalPort]);
        await using PortForward socket = await connection.ForwardPortAsync(SshLab.HostOf(1), 22, []);

        await FailAsync(signal);

        // The exit of a process is detected with a delay, so only received data proves that a forward works again.
        await Poll.UntilAsync(() => GreetByPort() == Greeting);
        await Poll.UntilAsync(() => Greet(socket.EndPoint) == Greeting);
        (port.IsOpen, socket.IsOpen).ShouldBe((true, true));
        $"{port.EndPoint}".ShouldBe($"127.0.0.1:{LocalPort}");
        lab.MasterIds().ShouldHaveSingleItem();
    }

    [MachineFact("ssh-machines")]
    public async Task A_forward_is_reopened_when_its_machine_accepts_logins_again()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(2), "n2");
        await using PortForward forward = await connection.ForwardPortAsync(SshLab.HostOf(1), 22, []);
        lab.Stop(2);

        try
        {
            await FailAsync("KILL");
            await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["true"])));
            await Poll.UntilAsync(() => !forward.IsOpen);
        }
        finally
        {
            lab.Start(2);
        }

        await Poll.UntilAsync(() => forward.IsOpen);
        Greet(forward.EndPoint).ShouldBe(Greeting);
    }

    [MachineFact("ssh-machines")]
    public async Task A_remote_forward_is_restored_after_its_connection_is_replaced()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        using Socket here = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        here.Bind(new UnixDomainSocketEndPoint(lab.At("here-again")));
        here.Listen();
        await using PortForward forward = await connection.ForwardRemotePortAsync(0, lab.At("here-again"));
        int port = ((DnsEndPoint)forward.EndPoint).Port;

        await FailAsync("KILL");
        Task<Socket> called = here.AcceptAsync();
        // Until then, nothing listens on the port, or the server has not detected the lost connection yet.
        string ask = $"until exec 3<>/dev/tcp/127.0.0.1/{port} && IFS= read -r line <&3; do sleep 0.1; done 2>/dev/null; echo \"$line\"";
        Task<CommandResult> asked = connection.RunAsync(new CommandRequest(["bash", "-c", ask]));
        using Socket caller = await called;
        await caller.SendAsync("from here\n"u8.ToArray());

        (await asked).Output.ShouldBe("from here\n");
    }

    [MachineFact("ssh-machines")]
    public async Task A_closed_forward_is_not_reopened()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        PortForward forward = await connection.ForwardPortAsync(SshLab.HostOf(1), 22, []);

        await forward.DisposeAsync();
        await FailAsync("KILL");
        await connection.RunAsync(new CommandRequest(["true"]));

        forward.IsOpen.ShouldBeFalse();
        File.Exists($"{forward.EndPoint}").ShouldBeFalse();
    }

    private static string Greet(EndPoint end)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(end);
            byte[] begin = new byte[Greeting.Length];
            using NetworkStream stream = new(socket);
            stream.ReadExactly(begin);
            return System.Text.Encoding.ASCII.GetString(begin);
        }
        catch (Exception closed) when (closed is SocketException or IOException)
        {
            return "";
        }
    }

    // The client runs and listens in the network of the lab, not in that of the tests.
    private string GreetByPort() =>
        lab.OnHub("bash", "-c", $"exec 2>/dev/null; exec 3<>/dev/tcp/127.0.0.1/{LocalPort} && head -c {Greeting.Length} <&3; true");

    /// <summary>Sends a signal to the SSH master process and waits until it is gone or replaced.</summary>
    private async Task FailAsync(string signal)
    {
        string[] masters = [];
        await Poll.UntilAsync(() => (masters = lab.MasterIds()).Length == 1);
        string master = masters[0];
        Signals.Send(int.Parse(master, CultureInfo.InvariantCulture), signal);

        await SshLab.WaitUntilExitedAsync(master);
    }
}

using System.Formats.Tar;
using System.Net.Sockets;
using Scalewright.Agents;
using Scalewright.Providers.Ssh;
using Ssh.Tests.Lab;
using Tests.Shared;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class FolderTests(SshLab lab)
{
    [LabFact]
    public async Task A_folder_goes_there_and_comes_back_as_it_was()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/one.txt", "one");
        folder.Write("a/b/it's.txt", "two");
        Directory.CreateDirectory(folder.At("a", "empty"));
        File.CreateSymbolicLink(folder.At("a", "b", "link"), "../one.txt");
        lab.OnHub("chmod", "741", folder.At("a", "one.txt"));
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await connection.PutFolderAsync(folder.At("a"), "/tmp/folder");
        await connection.PutFolderAsync(folder.At("a"), "/tmp/folder");
        await connection.GetFolderAsync("/tmp/folder", folder.At("back"));

        string Describe(string name) => lab.OnHub("sh", "-c", $"cd '{folder.At(name)}' && find . ! -type d -printf '%P %y %m %l %s\\n' | sort && cat one.txt b/link");
        Describe("back").ShouldBe(Describe("a"));
        Directory.Exists(folder.At("back", "empty")).ShouldBeTrue();
        Directory.GetDirectories(lab.At("1", "tmp"), "folder.*.part*").ShouldBeEmpty();
    }

    [LabTheory]
    [InlineData("../out.txt", ""), InlineData("/tmp/out.txt", ""), InlineData("a/../../out.txt", ""), InlineData("link", "/etc/passwd"), InlineData("link", "../../x"), InlineData("link", "link")]
    public async Task F_IN_07_what_leads_out_of_the_folder_is_refused_and_nothing_is_written(string name, string target)
    {
        using TemporaryFolder folder = new();
        await using (TarWriter writer = new(File.Create(lab.At("1", "tmp", "hostile.tar"))))
        {
            PaxTarEntry entry = target.Length > 0
                ? new(TarEntryType.SymbolicLink, name) { LinkName = target }
                : new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("x"u8.ToArray()) };
            await writer.WriteEntryAsync(entry);
        }

        // The machine has a tar of its own.
        File.WriteAllText(lab.At("1", "tmp", "tar"), "#!/bin/sh\nexec cat /tmp/hostile.tar\n");
        lab.OnHub("chmod", "755", lab.At("1", "tmp", "tar"));
        File.WriteAllText(lab.At("1", "home", ".bashrc"), "PATH=/tmp:$PATH\n");
        try
        {
            await using SshTransport transport = new(lab.Options);
            await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

            AgentException failure = await Should.ThrowAsync<AgentException>(() => connection.GetFolderAsync("/tmp", folder.At("back")));

            failure.Problems[0].Found.ShouldContain("leads out of the folder");
            Directory.GetFileSystemEntries(folder.Root).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(lab.At("1", "home", ".bashrc"));
            File.Delete(lab.At("1", "tmp", "tar"));
        }
    }

    [LabFact]
    public async Task A_socket_here_leads_to_a_port_there()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await using PortForward forward = await connection.ForwardPortAsync(SshLab.HostOf(1), 22, []);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(forward.EndPoint);
        byte[] begin = new byte[7];
        await using NetworkStream stream = new(socket);
        await stream.ReadExactlyAsync(begin);

        begin.ShouldBe("SSH-2.0"u8.ToArray());
    }

    [LabFact]
    public async Task F_NET_17_a_port_that_is_taken_lets_the_next_one_be_tried_or_is_told()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await using SshTransport other = new(lab.Options);
        await using SshConnection otherConnection = await other.OpenConnectionAsync(SshLab.AddressOf(2), "n2");

        await using PortForward first = await otherConnection.ForwardSocketAsync("/tmp/x", [40001]);
        await using PortForward second = await connection.ForwardSocketAsync("/tmp/x", [40001, 40002]);
        AgentException taken = await Should.ThrowAsync<AgentException>(() => otherConnection.ForwardPortAsync("localhost", 22, [40002]));

        (first.EndPoint.ToString(), second.EndPoint.ToString()).ShouldBe(("127.0.0.1:40001", "127.0.0.1:40002"));
        taken.Problems[0].Found.ShouldContain("127.0.0.1:40002 does not listen");
    }

    [LabFact]
    public async Task A_port_there_leads_here()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await using PortForward forward = await connection.OpenRemotePortAsync(0, 22);

        int port = ((System.Net.DnsEndPoint)forward.EndPoint).Port;
        (await connection.RunAsync(new CommandRequest(["ss", "-ltn"]))).Output.ShouldContain($"127.0.0.1:{port} ");
    }

    [LabFact]
    public async Task A_port_there_leads_to_a_socket_here()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        using Socket here = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        here.Bind(new UnixDomainSocketEndPoint(lab.At("here")));
        here.Listen();
        Task<Socket> called = here.AcceptAsync();

        await using PortForward forward = await connection.OpenRemotePortAsync(0, lab.At("here"));
        int port = ((System.Net.DnsEndPoint)forward.EndPoint).Port;
        Task<Scalewright.Agents.CommandResult> asked = connection.RunAsync(new CommandRequest(["bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{port}; head -n 1 <&3"]));
        using Socket caller = await called;
        await caller.SendAsync("from here\n"u8.ToArray());

        (await asked).Output.ShouldBe("from here\n");
    }
}

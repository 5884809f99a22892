namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class FolderTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_folder_is_uploaded_and_downloaded_unchanged()
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

        string Describe(string name) =>
            lab.OnHub("sh", "-c", $"cd '{folder.At(name)}' && find . ! -type d -printf '%P %y %m %l %s\\n' | sort && cat one.txt b/link");
        Describe("back").ShouldBe(Describe("a"));
        Directory.Exists(folder.At("back", "empty")).ShouldBeTrue();
        Directory.GetDirectories(lab.At("1", "tmp"), "folder.*.part*").ShouldBeEmpty();
    }

    [MachineTheory("ssh-machines")]
    [InlineData("echo kept >place", "regular file")]
    [InlineData("mkfifo place", "fifo")]
    [InlineData("ln -s nowhere place", "symbolic link")]
    public async Task A_folder_upload_does_not_replace_a_file_a_pipe_or_a_broken_link(string make, string kind)
    {
        using TemporaryFolder folder = new();
        folder.Write("a/one.txt", "one");
        lab.OnHub("sh", "-c", $"cd \"$1\" && rm -rf place && {make}", "sh", lab.At("1", "tmp"));
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        AgentException refused = await Should.ThrowAsync<AgentException>(() => connection.PutFolderAsync(folder.At("a"), "/tmp/place"));

        refused.Problems[0].Message.ShouldBe("the folder '/tmp/place' was not transferred: the path exists and is not a folder");
        refused.Problems[0].Advice.ShouldBe("use another path, or move away what is there");
        lab.OnHub("stat", "-c", "%F", lab.At("1", "tmp", "place")).Trim().ShouldBe(kind);
        Directory.GetFileSystemEntries(lab.At("1", "tmp"), "place*").ShouldHaveSingleItem();
    }

    [MachineFact("ssh-machines")]
    public async Task A_folder_upload_replaces_a_link_to_a_folder_and_leaves_its_target_unchanged()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/one.txt", "one");
        lab.OnHub("sh", "-c", "cd \"$1\" && mkdir led && touch led/kept && ln -s led way", "sh", lab.At("1", "tmp"));
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await connection.PutFolderAsync(folder.At("a"), "/tmp/way");

        File.ReadAllText(lab.At("1", "tmp", "way", "one.txt")).ShouldBe("one");
        File.Exists(lab.At("1", "tmp", "led", "kept")).ShouldBeTrue();
        File.Exists(lab.At("1", "tmp", "led", "one.txt")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task Folder_transfers_preserve_modes_and_modification_times_of_folders_even_if_empty()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("a", "shut", "inner"));
        Directory.CreateDirectory(folder.At("empty"));
        File.CreateSymbolicLink(folder.At("a", "shut", "link"), "inner");
        lab.OnHub("chmod", "700", folder.At("empty"), folder.At("a"));
        lab.OnHub("chmod", "510", folder.At("a", "shut"));
        foreach (string path in (string[])["a/shut/inner", "a/shut", "a", "empty"])
        {
            Directory.SetLastWriteTimeUtc(folder.At(path), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        foreach (string name in (string[])["a", "empty"])
        {
            await connection.PutFolderAsync(folder.At(name), $"/tmp/rights-{name}");
            await connection.GetFolderAsync($"/tmp/rights-{name}", folder.At($"back-{name}"));
        }

        // 3 February 2001, 04:05:06 UTC: date -d @981173106.
        lab.OnHub("sh", "-c", "cd \"$1\" && find back-a back-empty -type d -printf '%p %m %Ts\\n' | sort", "sh", folder.Root)
            .ShouldBe("back-a 700 981173106\nback-a/shut 510 981173106\nback-a/shut/inner 755 981173106\nback-empty 700 981173106");
        lab.OnHub("stat", "-c", "%a %Y", lab.At("1", "tmp", "rights-empty"), lab.At("1", "tmp", "rights-a", "shut"))
            .Trim()
            .ShouldBe("700 981173106\n510 981173106");
    }

    [MachineFact("ssh-machines")]
    public async Task Symbolic_links_within_a_folder_are_transferred_even_if_one_passes_through_another()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/p/q/file.txt", "text");
        File.CreateSymbolicLink(folder.At("a", "p", "q", "top"), "../..");
        File.CreateSymbolicLink(folder.At("a", "by"), "p/q/top/p/q/file.txt");
        File.CreateSymbolicLink(folder.At("a", "nowhere"), "p/none");
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await connection.PutFolderAsync(folder.At("a"), "/tmp/inside");
        await connection.GetFolderAsync("/tmp/inside", folder.At("back"));

        File.ReadAllText(folder.At("back", "by")).ShouldBe("text");
        File.ResolveLinkTarget(folder.At("back", "nowhere"), returnFinalTarget: false)!.FullName.ShouldBe(folder.At("back", "p", "none"));
    }

    [MachineFact("ssh-machines")]
    public async Task Hard_links_are_downloaded_as_separate_files()
    {
        using TemporaryFolder folder = new();
        folder.Write("a/one.txt", "one");
        lab.OnHub("ln", folder.At("a", "one.txt"), folder.At("a", "two.txt"));
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        lab.OnHub("cp", "-a", folder.At("a"), lab.At("1", "tmp", "names"));

        FolderTransferResult result = await connection.GetFolderAsync("/tmp/names", folder.At("back"));

        result.Bytes.ShouldBe(6);
        File.ReadAllText(folder.At("back", "two.txt")).ShouldBe("one");
    }

    [MachineFact("ssh-machines")]
    public async Task A_local_socket_is_forwarded_to_a_remote_port()
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

    [MachineFact("ssh-machines")]
    public async Task F_NET_17_a_forward_skips_a_port_in_use_and_fails_if_no_port_is_left()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await using SshTransport other = new(lab.Options);
        await using SshConnection otherConnection = await other.OpenConnectionAsync(SshLab.AddressOf(2), "n2");

        await using PortForward first = await otherConnection.ForwardSocketAsync("/tmp/x", [40001]);
        await using PortForward second = await connection.ForwardSocketAsync("/tmp/x", [40001, 40002]);
        AgentException taken = await Should.ThrowAsync<AgentException>(() => otherConnection.ForwardPortAsync("localhost", 22, [40002]));

        (first.EndPoint.ToString(), second.EndPoint.ToString()).ShouldBe(("127.0.0.1:40001", "127.0.0.1:40002"));
        taken.Problems[0].Message.ShouldContain("127.0.0.1:40002 does not listen");
    }

    [MachineFact("ssh-machines")]
    public async Task A_remote_forward_listens_on_a_loopback_port_of_the_machine()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        await using PortForward forward = await connection.ForwardRemotePortAsync(0, 22);

        int port = ((System.Net.DnsEndPoint)forward.EndPoint).Port;
        (await connection.RunAsync(new CommandRequest(["ss", "-ltn"]))).Output.ShouldContain($"127.0.0.1:{port} ");
    }

    [MachineFact("ssh-machines")]
    public async Task A_remote_port_is_forwarded_to_a_local_socket()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        using Socket here = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        here.Bind(new UnixDomainSocketEndPoint(lab.At("here")));
        here.Listen();
        Task<Socket> called = here.AcceptAsync();

        await using PortForward forward = await connection.ForwardRemotePortAsync(0, lab.At("here"));
        int port = ((System.Net.DnsEndPoint)forward.EndPoint).Port;
        Task<Scalewright.Agents.CommandResult> asked = connection.RunAsync(
            new CommandRequest(["bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{port}; head -n 1 <&3"])
        );
        using Socket caller = await called;
        await caller.SendAsync("from here\n"u8.ToArray());

        (await asked).Output.ShouldBe("from here\n");
    }
}

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class FileTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task F_NET_08_an_upload_interrupted_after_every_tenth_resumes_and_completes()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        byte[] content = new byte[20_000_000];
        new Random(8).NextBytes(content);
        long next = content.Length / 10;
        long most = 0;
        Follower progress = new(sent =>
        {
            most = Math.Max(most, sent);
            if (sent >= next)
            {
                next += content.Length / 10;
                File.Exists(lab.At("1", "tmp", "dropped.bin")).ShouldBeFalse();
                Drop();
            }
        });

        await connection.PutFileAsync(
            "/tmp/dropped.bin",
            new MemoryStream(content),
            new FileTransferOptions { Progress = progress, MaxResumes = 20 }
        );

        File.ReadAllBytes(lab.At("1", "tmp", "dropped.bin")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        Directory.GetFiles(lab.At("1", "tmp"), "*.part").ShouldBeEmpty();
        most.ShouldBe(content.Length);
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_08_an_upload_that_cannot_resume_leaves_the_old_file_unchanged()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await connection.PutFileAsync("/tmp/kept.bin", new MemoryStream("old"u8.ToArray()));
        Follower progress = new(_ => Drop());

        AgentException lost = await Should.ThrowAsync<AgentException>(() =>
            connection.PutFileAsync(
                "/tmp/kept.bin",
                new MemoryStream(new byte[1_000_000]),
                new FileTransferOptions { Progress = progress, MaxResumes = 0 }
            )
        );

        lost.Code.Name.ShouldBe("connection-lost");
        File.ReadAllText(lab.At("1", "tmp", "kept.bin")).ShouldBe("old");
        Directory.GetFiles(lab.At("1", "tmp"), "kept.bin.*.part").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines", "iptables")]
    public async Task F_NET_08_late_data_of_a_broken_connection_does_not_corrupt_the_resumed_file()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(2), "n2");
        byte[] content = new byte[150_000];
        new Random(9).NextBytes(content);
        bool isKilled = false;
        // The kernel continues to send what a killed process has written.
        Follower progress = new(_ =>
        {
            if (!isKilled)
            {
                isKilled = true;
                lab.OnHub(["kill", "-9", .. lab.MasterIds()]);
            }
        });
        lab.Slow(2, kilobits: 256, loss: 0);
        try
        {
            await connection.PutFileAsync("/tmp/late.bin", new MemoryStream(content), new FileTransferOptions { Progress = progress });
        }
        finally
        {
            lab.Speed(2, loss: 0);
        }

        isKilled.ShouldBeTrue();
        File.ReadAllBytes(lab.At("2", "tmp", "late.bin")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        Directory.GetFiles(lab.At("2", "tmp"), "late.bin.*.part").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task An_upload_sets_the_mode_and_the_modification_time_of_the_file()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        DateTimeOffset time = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);

        await connection.PutFileAsync(
            "/tmp/it's \"$HOME\".txt",
            new MemoryStream("x"u8.ToArray()),
            new FileTransferOptions { Mode = UnixFileMode.UserRead | UnixFileMode.GroupExecute, ModifiedAt = time }
        );

        string path = lab.At("1", "tmp", "it's \"$HOME\".txt");
        lab.OnHub("stat", "-c", "%a", path).ShouldBe("410");
        File.GetLastWriteTimeUtc(path).ShouldBe(time.UtcDateTime);
    }

    [MachineFact("ssh-machines")]
    public async Task An_upload_onto_a_folder_or_below_a_missing_folder_fails()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

        AgentException folder = await Should.ThrowAsync<AgentException>(() => connection.PutFileAsync("/tmp", new MemoryStream([1])));
        AgentException missing = await Should.ThrowAsync<AgentException>(() =>
            connection.PutFileAsync("/tmp/no/such/x", new MemoryStream([1]))
        );

        folder.Problems[0].Message.ShouldContain("it is a folder");
        missing.Problems[0].Message.ShouldContain("'/tmp/no/such/x' was not written");
        Directory.GetFiles("/", "tmp.*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_named_pipe_cannot_be_downloaded_as_a_file()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        await connection.RunAsync(new CommandRequest(["mkfifo", "/tmp/pipe"]));

        AgentException failure = await Should.ThrowAsync<AgentException>(() => connection.GetFileAsync("/tmp/pipe", Stream.Null));

        failure.Problems[0].Message.ShouldContain("the file does not exist");
    }

    private void Drop() => lab.Reset(1);

    private sealed class Follower(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}

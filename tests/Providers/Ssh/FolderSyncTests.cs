namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class FolderSyncTests : IDisposable
{
    private readonly SshLab _lab;
    private readonly TemporaryFolder _folder = new();
    private readonly SshTransport _transport;

    public FolderSyncTests(SshLab lab) => (_lab, _transport) = (lab, new SshTransport(lab.Options));

    private string Programs => _lab.At("1", "tmp", "few");

    private string Startup => _lab.At("1", "home", ".bashrc");

    public void Dispose()
    {
        File.Delete(Startup);
        if (Directory.Exists(Programs))
        {
            Directory.Delete(Programs, recursive: true);
        }

        _transport.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    [MachineFact("ssh-machines")]
    public async Task A_second_upload_of_a_folder_sends_only_the_changed_files()
    {
        await using SshConnection connection = await ConnectAsync();
        _folder.Write("a/one.txt", "one");
        _folder.Write("a/b/two.txt", "second");
        _folder.Write("a/b/three.txt", "third");

        FolderTransferResult first = await connection.PutFolderAsync(_folder.At("a"), "/tmp/again");
        _folder.Write("a/b/two.txt", "SECOND");
        File.Delete(_folder.At("a", "b", "three.txt"));
        FolderTransferResult second = await connection.PutFolderAsync(_folder.At("a"), "/tmp/again");

        first.ShouldBe(
            new FolderTransferResult
            {
                Entries = 5,
                Bytes = 14,
                SentBytes = 14,
                Checksum = ChecksumAlgorithm.Sha256,
            }
        );
        second.ShouldBe(
            new FolderTransferResult
            {
                Entries = 4,
                Bytes = 9,
                SentBytes = 6,
                Checksum = ChecksumAlgorithm.Sha256,
            }
        );
        File.ReadAllText(_lab.At("1", "tmp", "again", "b", "two.txt")).ShouldBe("SECOND");
        Describe(_lab.At("1", "tmp", "again")).ShouldBe(Describe(_folder.At("a")));
    }

    [MachineFact("ssh-machines")]
    public async Task A_download_replaces_a_local_folder_only_if_allowed_and_transfers_only_changed_files()
    {
        await using SshConnection connection = await ConnectAsync();
        _folder.Write("a/one.txt", "one");
        _folder.Write("a/b/two.txt", "second");
        await connection.PutFolderAsync(_folder.At("a"), "/tmp/replacing");
        await connection.GetFolderAsync("/tmp/replacing", _folder.At("back"));
        _folder.Write("back/b/two.txt", "changed here");
        _folder.Write("back/mine.txt", "mine");

        await Should.ThrowAsync<IOException>(() => connection.GetFolderAsync("/tmp/replacing", _folder.At("back")));
        string kept = File.ReadAllText(_folder.At("back", "mine.txt"));
        FolderTransferResult second = await connection.GetFolderAsync(
            "/tmp/replacing",
            _folder.At("back"),
            new FolderTransferOptions { CanReplaceFolder = true }
        );

        kept.ShouldBe("mine");
        second.ShouldBe(
            new FolderTransferResult
            {
                Entries = 4,
                Bytes = 9,
                SentBytes = 6,
                Checksum = ChecksumAlgorithm.Sha256,
            }
        );
        Describe(_folder.At("back")).ShouldBe(Describe(_folder.At("a")));
        Directory.GetDirectories(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a", "back"]);
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_08_an_interrupted_folder_transfer_resumes_with_the_missing_files()
    {
        await using SshConnection connection = await ConnectAsync();
        Fill("large");
        Dropping there = new(_lab, 12_000_000);
        Dropping back = new(_lab, 12_000_000);

        FolderTransferResult put = await connection.PutFolderAsync(
            _folder.At("large"),
            "/tmp/large",
            new FolderTransferOptions { Progress = there }
        );
        FolderTransferResult got = await connection.GetFolderAsync(
            "/tmp/large",
            _folder.At("back"),
            new FolderTransferOptions { Progress = back }
        );

        Describe(_folder.At("back")).ShouldBe(Describe(_folder.At("large")));
        put.SentBytes.ShouldBeLessThan(there.DroppedAt + put.Bytes);
        got.SentBytes.ShouldBeLessThan(back.DroppedAt + got.Bytes);
        (there.Last, back.Last).ShouldBe(
            (new FolderTransferProgress(21, 21, 20_000_000, 20_000_000), new FolderTransferProgress(21, 21, 20_000_000, 20_000_000))
        );
        Directory.GetDirectories(_lab.At("1", "tmp"), "large.*.part*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_08_a_folder_transfer_that_cannot_resume_leaves_the_old_folder_unchanged()
    {
        // The files of a failed transfer are removed within half of this time, or within five seconds if that is less.
        await using SshTransport transport = new(_lab.Options with { KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        Fill("large");
        Directory.CreateDirectory(_lab.At("1", "tmp", "kept"));
        File.WriteAllText(_lab.At("1", "tmp", "kept", "old.txt"), "old");

        AgentException put = await Should.ThrowAsync<AgentException>(() =>
            connection.PutFolderAsync(
                _folder.At("large"),
                "/tmp/kept",
                new FolderTransferOptions { Progress = new Dropping(_lab, 1_000_000), MaxResumes = 0 }
            )
        );
        await connection.PutFolderAsync(_folder.At("large"), "/tmp/large");
        AgentException got = await Should.ThrowAsync<AgentException>(() =>
            connection.GetFolderAsync(
                "/tmp/large",
                _folder.At("back"),
                new FolderTransferOptions { Progress = new Dropping(_lab, 1_000_000), MaxResumes = 0 }
            )
        );

        (put.Code.Name, got.Code.Name).ShouldBe(("connection-lost", "connection-lost"));
        File.ReadAllText(_lab.At("1", "tmp", "kept", "old.txt")).ShouldBe("old");
        Directory.GetDirectories(_lab.At("1", "tmp"), "kept.*.part*").ShouldBeEmpty();
        Directory.GetDirectories(_folder.Root).Select(Path.GetFileName).ShouldBe(["large"]);
    }

    [MachineFact("ssh-machines", "iptables")]
    public async Task F_NET_08_late_data_of_a_broken_connection_does_not_corrupt_the_resumed_folder()
    {
        await using SshConnection connection = await _transport.OpenConnectionAsync(SshLab.AddressOf(2), "n2");
        byte[] content = new byte[15_000];
        Random random = new(10);
        Directory.CreateDirectory(_folder.At("late"));
        for (int number = 0; number < 10; number++)
        {
            random.NextBytes(content);
            File.WriteAllBytes(_folder.At("late", $"{number}.bin"), content);
        }

        bool isKilled = false;
        // The kernel continues to send what a killed process has written.
        ProgressCallback progress = new(value =>
        {
            if (!isKilled && value.Bytes > 0)
            {
                isKilled = true;
                _lab.OnHub(["kill", "-9", .. _lab.MasterIds()]);
            }
        });
        _lab.Slow(2, kilobits: 256, loss: 0);
        try
        {
            await connection.PutFolderAsync(_folder.At("late"), "/tmp/late", new FolderTransferOptions { Progress = progress });
        }
        finally
        {
            _lab.Speed(2, loss: 0);
        }

        isKilled.ShouldBeTrue();
        Describe(_lab.At("2", "tmp", "late")).ShouldBe(Describe(_folder.At("late")));
        Directory.GetDirectories(_lab.At("2", "tmp"), "late.*.part*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_folder_in_transfer_is_accessible_only_to_its_owner()
    {
        await using SshConnection connection = await ConnectAsync();
        Fill("large");
        List<string> rights = [];
        int seen = 0;
        FolderTransferOptions Looking(string place) =>
            new()
            {
                Progress = new ProgressCallback(progress =>
                {
                    if (progress.Bytes < progress.TotalBytes && progress.Entries != seen)
                    {
                        seen = progress.Entries;
                        rights.AddRange(
                            Directory.GetDirectories(place, "secret.*.part").Select(part => _lab.OnHub("stat", "-c", "%a", part).Trim())
                        );
                    }
                }),
            };

        await connection.PutFolderAsync(_folder.At("large"), "/tmp/secret", Looking(_lab.At("1", "tmp")));
        int count = rights.Count;
        await connection.GetFolderAsync("/tmp/secret", _folder.At("secret"), Looking(_folder.Root));

        count.ShouldBeGreaterThan(0);
        rights.Count.ShouldBeGreaterThan(count);
        rights.Distinct().ShouldBe(["700"]);
    }

    [MachineFact("ssh-machines")]
    public async Task File_names_with_special_characters_survive_a_folder_transfer()
    {
        await using SshConnection connection = await ConnectAsync();
        foreach (
            string name in (string[])["two\nlines", "back\\slash", "\\n", "-rf", "it's \"$HOME\"", " blank ", "new\n", "äöü", "*", "a\tb"]
        )
        {
            _folder.Write($"odd/{name}", $"in {name}");
            Directory.CreateDirectory(_folder.At("odd", $"{name}.folder"));
            File.CreateSymbolicLink(_folder.At("odd", $"{name}.folder", "link"), $"../{name}");
        }

        FolderTransferResult first = await connection.PutFolderAsync(_folder.At("odd"), "/tmp/odd");
        FolderTransferResult second = await connection.PutFolderAsync(_folder.At("odd"), "/tmp/odd");
        await connection.GetFolderAsync("/tmp/odd", _folder.At("back"));

        (first.Entries, first.SentBytes, second.SentBytes).ShouldBe((31, first.Bytes, 0));
        Describe(_folder.At("back")).ShouldBe(Describe(_folder.At("odd")));
    }

    [MachineFact("ssh-machines")]
    public async Task A_machine_without_sha256sum_compares_files_by_cksum_and_the_result_reports_it()
    {
        ProvideOnly("sh", "find", "stat", "readlink", "tar", "tr", "cksum", "mkdir", "mv", "rm", "env");
        Fill("large");
        _folder.Write("large/empty.txt", "");
        await using SshConnection connection = await ConnectAsync();

        FolderTransferResult first = await connection.PutFolderAsync(_folder.At("large"), "/tmp/weak");
        FolderTransferResult second = await connection.PutFolderAsync(_folder.At("large"), "/tmp/weak");
        FolderTransferResult back = await connection.GetFolderAsync("/tmp/weak", _folder.At("back"));

        (first.Checksum, second.Checksum, back.Checksum).ShouldBe(
            (ChecksumAlgorithm.Cksum, ChecksumAlgorithm.Cksum, ChecksumAlgorithm.Cksum)
        );
        (first.SentBytes, second.SentBytes, back.SentBytes).ShouldBe((20_000_000, 0, 20_000_000));
        Describe(_folder.At("back")).ShouldBe(Describe(_folder.At("large")));
    }

    [MachineFact("ssh-machines")]
    public async Task A_folder_damaged_in_transfer_does_not_replace_the_old_one()
    {
        await using SshConnection connection = await ConnectAsync();
        _folder.Write("a/one.txt", "one");
        await connection.PutFolderAsync(_folder.At("a"), "/tmp/damaged");
        _folder.Write("a/one.txt", "two");
        Directory.CreateDirectory(Programs);
        // Called as: tar -xpf - -C PART.
        Provide("tar", "/usr/bin/tar \"$@\" && case $1 in -xpf) printf x >>\"$4/one.txt\";; esac");
        File.WriteAllText(Startup, "PATH=/tmp/few:$PATH\n");

        AgentException damaged = await Should.ThrowAsync<AgentException>(() => connection.PutFolderAsync(_folder.At("a"), "/tmp/damaged"));

        damaged.Problems[0].Message.ShouldContain("the checksum of 'one.txt' differs after the transfer");
        File.ReadAllText(_lab.At("1", "tmp", "damaged", "one.txt")).ShouldBe("one");
        Directory.GetDirectories(_lab.At("1", "tmp"), "damaged.*.part*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_file_that_changes_during_a_folder_download_is_reported()
    {
        await using SshConnection connection = await ConnectAsync();
        _folder.Write("a/one.txt", "one");
        await connection.PutFolderAsync(_folder.At("a"), "/tmp/changing");
        Directory.CreateDirectory(Programs);
        Provide("tar", "printf x >>/tmp/changing/one.txt\nexec /usr/bin/tar \"$@\"");
        File.WriteAllText(Startup, "PATH=/tmp/few:$PATH\n");

        AgentException changed = await Should.ThrowAsync<AgentException>(() =>
            connection.GetFolderAsync("/tmp/changing", _folder.At("back"))
        );

        changed.Problems[0].Message.ShouldBe("'one.txt' of the folder changed while it was read");
        Directory.Exists(_folder.At("back")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task A_named_pipe_in_a_folder_is_rejected_by_uploads_and_downloads()
    {
        await using SshConnection connection = await ConnectAsync();
        Directory.CreateDirectory(_folder.At("piped"));
        Directory.CreateDirectory(_lab.At("1", "tmp", "piped"));
        _lab.OnHub("mkfifo", _folder.At("piped", "pipe"), _lab.At("1", "tmp", "piped", "pipe"));

        IOException here = await Should.ThrowAsync<IOException>(() => connection.PutFolderAsync(_folder.At("piped"), "/tmp/unpiped"));
        AgentException there = await Should.ThrowAsync<AgentException>(() => connection.GetFolderAsync("/tmp/piped", _folder.At("back")));

        here.Message.ShouldContain("pipe' is neither a file nor a folder nor a link");
        there.Problems[0].Message.ShouldContain("pipe' is neither a file nor a folder nor a link");
    }

    [MachineFact("ssh-machines")]
    public async Task A_folder_download_that_exceeds_the_byte_or_entry_limit_is_rejected()
    {
        await using SshConnection connection = await ConnectAsync();
        _folder.Write("a/one.txt", "one");
        _folder.Write("a/two.txt", "two");
        await connection.PutFolderAsync(_folder.At("a"), "/tmp/limited");

        AgentException bytes = await Should.ThrowAsync<AgentException>(() =>
            connection.GetFolderAsync("/tmp/limited", _folder.At("back"), new FolderTransferOptions { MaxBytes = 5 })
        );
        AgentException entries = await Should.ThrowAsync<AgentException>(() =>
            connection.GetFolderAsync("/tmp/limited", _folder.At("back"), new FolderTransferOptions { MaxEntries = 2 })
        );
        await connection.GetFolderAsync("/tmp/limited", _folder.At("back"), new FolderTransferOptions { MaxBytes = 6, MaxEntries = 3 });

        bytes.Problems[0].Message.ShouldContain("larger than 5 bytes");
        entries.Problems[0].Message.ShouldContain("more than 2 files");
    }

    private Task<SshConnection> ConnectAsync() => _transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");

    private void Fill(string name)
    {
        Random random = new(9);
        byte[] content = new byte[1_000_000];
        Directory.CreateDirectory(_folder.At(name));
        for (int number = 0; number < 20; number++)
        {
            random.NextBytes(content);
            File.WriteAllBytes(_folder.At(name, $"{number:00}.bin"), content);
        }
    }

    private void ProvideOnly(params string[] names)
    {
        Directory.CreateDirectory(Programs);
        foreach (string name in names)
        {
            File.CreateSymbolicLink(Path.Combine(Programs, name), $"/usr/bin/{name}");
        }

        File.WriteAllText(Startup, "PATH=/tmp/few\n");
    }

    private void Provide(string name, string command)
    {
        string path = Path.Combine(Programs, name);
        File.WriteAllText(path, $"#!/bin/sh\n{command}\n");
        _lab.OnHub("chmod", "755", path);
    }

    // Modification times of links are not synchronized.
    private string Describe(string path) =>
        _lab.OnHub(
            "sh",
            "-c",
            "cd \"$1\" && { find . -type l -printf '%P l %l\\0' -o -printf '%P %y %m %Ts\\0' | sort -z | tr '\\0' '\\n'; find . -type f -exec sha256sum {} + | sort; }",
            "sh",
            path
        );

    private sealed class ProgressCallback(Action<FolderTransferProgress> told) : IProgress<FolderTransferProgress>
    {
        public void Report(FolderTransferProgress value) => told(value);
    }

    private sealed class Dropping(SshLab lab, long at) : IProgress<FolderTransferProgress>
    {
        public long DroppedAt { get; private set; }

        public FolderTransferProgress? Last { get; private set; }

        public void Report(FolderTransferProgress value)
        {
            Last = value;
            if (DroppedAt == 0 && value.Bytes >= at)
            {
                DroppedAt = value.Bytes;
                lab.Reset(1);
            }
        }
    }
}

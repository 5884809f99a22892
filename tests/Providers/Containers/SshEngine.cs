namespace Containers.Tests;

/// <summary>SSH server that the OpenSSH client starts for each connection, without a network, as host <c>lab</c>.</summary>
internal sealed class SshEngine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SshEngine()
    {
        // sshd(8): the folder in which it separates privileges.
        Directory.CreateDirectory("/run/sshd");
        MakeKey("id");
        MakeKey("other");
        MakeKey("host");
        string server = _folder.Write(
            "sshd_config",
            $"""
            HostKey {_folder.At("host")}
            AuthorizedKeysFile {_folder.At("id.pub")}
            StrictModes no
            PermitRootLogin yes
            UsePAM no
            PidFile none

            """
        );
        _folder.Write("known", $"lab {File.ReadAllText(_folder.At("host.pub"))}");
        ConfigFile = WriteConfig("config", "id", "known", $"/usr/sbin/sshd -i -f {server}");
        OtherKeyFile = WriteConfig("other_config", "other", "known", $"/usr/sbin/sshd -i -f {server}");
        UnknownHostFile = WriteConfig("unknown_config", "id", "nobody", $"/usr/sbin/sshd -i -f {server}");
    }

    public string ConfigFile { get; }

    /// <summary>Configuration with a key that the server does not accept.</summary>
    public string OtherKeyFile { get; }

    /// <summary>Configuration without the key of the server.</summary>
    public string UnknownHostFile { get; }

    /// <summary>IDs of the clients that hold a connection.</summary>
    public IReadOnlyList<int> FindClients() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _) && IsClient(name!))
                .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
        ];

    /// <summary>Folders of the sockets of the clients.</summary>
    public string[] FindFolders() =>
        [
            .. FindClients()
                .Select(client =>
                    Path.GetDirectoryName(ReadArguments(client).SkipWhile(word => word != "-L").Skip(1).First().Split(':')[0])!
                ),
        ];

    public void Dispose() => _folder.Dispose();

    private bool IsClient(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim() == "ssh"
                && File.ReadAllText($"/proc/{process}/cmdline").Contains(_folder.Root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It has exited.
        }
    }

    private static string[] ReadArguments(int process) =>
        File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/cmdline").Split('\0');

    private void MakeKey(string name)
    {
        ProgramResult result = Command.Run(
            "/usr/bin/ssh-keygen",
            _folder.Root,
            new Dictionary<string, string>(),
            ["-q", "-t", "ed25519", "-N", "", "-f", _folder.At(name)]
        );
        Assert.True(result.ExitCode == 0, result.Text);
    }

    private string WriteConfig(string name, string key, string known, string server) =>
        _folder.Write(
            name,
            $"""
            Host lab
              User root
              IdentityFile {_folder.At(key)}
              IdentitiesOnly yes
              UserKnownHostsFile {_folder.At(known)}
              GlobalKnownHostsFile /dev/null
              StrictHostKeyChecking yes
              ProxyCommand {server}

            """
        );
}

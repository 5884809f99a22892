using System.Net;

namespace Tests.Shared;

/// <summary>Connects from the hub of a lab to one of its machines.</summary>
public sealed class SshRelay(SshLab lab, int number)
    : NamespaceRelay(HostOf(number), $"/run/netns/{lab.Hub}", new IPEndPoint(IPAddress.Parse(SshLab.HostOf(number)), SshPort))
{
    private const int SshPort = 22;

    public NodeAddress Address => new(Host) { User = "root", Port = Port };

    /// <summary>Key of the machine, as in a known hosts file.</summary>
    public string Key =>
        string.Join(' ', File.ReadAllText(lab.At(number.ToString(CultureInfo.InvariantCulture), "host_key.pub")).Split(' ')[..2]);

    private static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"127.0.1.{number}");
}

namespace Containers.Tests;

/// <summary>Docker that requires client certificates at a port, and the files of a client.</summary>
public sealed class DockerTlsLab : ContainerLab
{
    private const string ServerAddress = "127.0.0.2";

    private readonly TemporaryFolder _files;
    private readonly NamespaceRelay? _relay;
    private readonly NamespaceRelay? _other;

    public DockerTlsLab()
        : this(new TemporaryFolder()) { }

    private DockerTlsLab(TemporaryFolder files)
        : base("docker", folder => Issue(folder, files))
    {
        _files = files;
        if (MachineNeeds.FindMissing("docker") is null)
        {
            IPEndPoint engine = new(IPAddress.Loopback, 2376);
            _relay = new NamespaceRelay(ServerAddress, NetworkNamespace, engine);
            _other = new NamespaceRelay("127.0.0.3", NetworkNamespace, engine);
        }
    }

    /// <summary>Address for which the certificate of the engine is.</summary>
    public Uri Address => new($"tcp://{_relay!.Host}:{_relay.Port}");

    /// <summary>Address for which the certificate of the engine is not.</summary>
    public Uri OtherAddress => new($"tcp://{_other!.Host}:{_other.Port}");

    public TemporaryFolder Home => _files;

    /// <summary>Folder with the files of a client of the engine.</summary>
    public string Client => _files.At("client");

    /// <summary>Folder with the files of a client of another authority.</summary>
    public string Stranger => _files.At("stranger");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _relay?.Dispose();
            _other?.Dispose();
            _files.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Issue(string folder, TemporaryFolder files)
    {
        using TestAuthority authority = new("lab");
        using TestAuthority other = new("other");
        authority.WriteServer(Path.Combine(folder, "tls"), ServerAddress);
        authority.WriteClient(files.At("client"));
        other.WriteClient(files.At("stranger"));
    }
}

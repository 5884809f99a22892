using Scalewright.Storage.Agents;

namespace StorageSample;

/// <summary>The keys and certificates of servers, each in a folder named after the server.</summary>
internal sealed class KeyFolder(string config)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void Store(ServerIdentity identity, string certificatePem)
    {
        Directory.CreateDirectory(PathOf(identity.Fqdn), Private | UnixFileMode.UserExecute);
        Write(identity.Fqdn, "private.pem", identity.KeyPem);
        Write(identity.Fqdn, "self.crt", certificatePem);
    }

    /// <summary>Key and certificate of a server; null if it never registered.</summary>
    public (ServerIdentity Identity, string CertificatePem)? Load(string fqdn)
    {
        string folder = PathOf(fqdn);
        return File.Exists(Path.Combine(folder, "self.crt")) && File.Exists(Path.Combine(folder, "private.pem"))
            ? (ServerIdentity.Load(fqdn, File.ReadAllText(Path.Combine(folder, "private.pem"))), File.ReadAllText(Path.Combine(folder, "self.crt")))
            : null;
    }

    /// <summary>Deletes key and certificate of a server. Idempotent.</summary>
    public void Delete(string fqdn)
    {
        if (Directory.Exists(PathOf(fqdn)))
        {
            Directory.Delete(PathOf(fqdn), recursive: true);
        }
    }

    private string PathOf(string fqdn) => Path.Combine(config, $"{fqdn}_crypto");

    // Written atomically, and never readable by other users.
    private void Write(string fqdn, string name, string content)
    {
        string path = Path.Combine(PathOf(fqdn), name);
        using (FileStream file = new($"{path}.tmp", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move($"{path}.tmp", path, overwrite: true);
    }
}

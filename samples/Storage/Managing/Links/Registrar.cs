using StorageSample.Managing.Commands;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Links;

/// <summary>Accepts registrations and issues certificates.</summary>
internal sealed class Registrar(
    ManagerStore store,
    LinkTable links,
    CertificateAuthority authority,
    CommandList commands,
    StorageManagerOptions options
)
{
    public async Task<StorageManagerResponse> RegisterAsync(string secret, Registration registration)
    {
        // Checks that do not depend on other requests come first. Only a valid registration consumes a credit.
        if (Version.TryParse(registration.Version, out Version? version) is false || !Accepts(version!))
        {
            return Known(secret)
                ? StorageManagerResponse.Reject(400, $"agent version {registration.Version} does not fit manager {options.Version}")
                : Unknown();
        }

        (string Name, string Serial, string Pem)? signed = Known(secret) ? authority.Sign(registration.CertificateRequest) : null;
        if (signed is not { } certificate || !string.Equals(certificate.Name, registration.Fqdn, StringComparison.Ordinal))
        {
            return Known(secret) ? StorageManagerResponse.Reject(400, "the certificate request is not for this fqdn") : Unknown();
        }

        (StorageManagerResponse? refusal, HostRecord? host) = await store.ChangeAsync(records =>
            Admit(records, secret, registration, certificate.Serial)
        );
        if (host is null)
        {
            return refusal!;
        }

        int command = await commands.StartAsync($"Set up {host.Fqdn}", new CommandStep(CommandStep.SetUpHost, host.Id));
        RegistrationResponse reply = new(command, host.Id, certificate.Pem);
        return new StorageManagerResponse(201, JsonSerializer.SerializeToUtf8Bytes(reply, ManagerStoreJson.Default.RegistrationResponse));
    }

    public async Task<StorageManagerResponse> RenameAsync(HostRecord host, Reregistration changed)
    {
        bool isFree = await store.ChangeAsync(records =>
            records.FindHost(changed.Fqdn) is { } registered && registered.Id != host.Id
                ? (null, false)
                : (new ManagerChange { Hosts = [host with { Fqdn = changed.Fqdn, Address = changed.Address ?? host.Address }] }, true)
        );
        if (!isFree)
        {
            return StorageManagerResponse.Reject(400, $"'{changed.Fqdn}' is in use");
        }

        if (!string.Equals(host.Fqdn, changed.Fqdn, StringComparison.Ordinal))
        {
            links.Remove(host.Fqdn);
        }

        return StorageManagerResponse.Empty(200);
    }

    private (ManagerChange? Change, (StorageManagerResponse? Refusal, HostRecord? Host) Result) Admit(
        ManagerStore records,
        string secret,
        Registration registration,
        string serial
    )
    {
        if (records.FindToken(secret) is not { } token || !IsOpen(token))
        {
            return (null, (Unknown(), null));
        }

        if (records.FindHost(registration.Fqdn) is not null)
        {
            return (null, (StorageManagerResponse.Reject(400, $"'{registration.Fqdn}' is in use"), null));
        }

        HostRecord host = new(records.Hosts.LastId + 1, registration.Fqdn, registration.Nodename, token.Profile)
        {
            Address = registration.Address,
            Version = registration.Version,
            CertificateSerial = serial,
        };
        return (new ManagerChange { Tokens = [token with { Credits = token.Credits - 1 }], Hosts = [host] }, (null, host));
    }

    private bool Known(string secret) => store.Read(records => records.FindToken(secret) is { } token && IsOpen(token));

    private bool IsOpen(TokenRecord token) => !token.IsCancelled && token.Credits > 0 && !(token.Expiry <= options.Clock.GetUtcNow());

    private bool Accepts(Version agent)
    {
        Version manager = Version.Parse(options.Version);
        return agent.Major == manager.Major && agent.Minor <= manager.Minor;
    }

    private static StorageManagerResponse Unknown() =>
        StorageManagerResponse.Reject(403, "the token is unknown, used up, expired or cancelled");
}

/// <summary>Request of a server with a valid certificate to change its address.</summary>
/// <param name="Address">New address; null: unchanged.</param>
internal sealed record Reregistration(string Fqdn, string? Address);

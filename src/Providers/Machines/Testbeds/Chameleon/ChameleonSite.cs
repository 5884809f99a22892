namespace Scalewright.Providers.Chameleon;

/// <summary>A site of the testbed, and who calls it.</summary>
/// <param name="Region">Its region in the catalog of its services, as in <c>CHI@UC</c>; no slash.</param>
/// <param name="Identity">Root of the identity service, with its version, as in <c>https://chi.uc.chameleoncloud.org:5000/v3</c>.</param>
/// <param name="CredentialId">Id of an application credential, which belongs to one project.</param>
/// <param name="CredentialSecret">Its secret.</param>
public sealed record ChameleonSite(string Region, Uri Identity, string CredentialId, string CredentialSecret)
{
    /// <summary>Root of the compute service, as in <c>https://chi.uc.chameleoncloud.org:8774/v2.1</c>; null, the default: as the catalog says. The others likewise.</summary>
    public Uri? Compute { get; init; }

    /// <summary>Root of the reservation service, with <c>/v1</c>.</summary>
    public Uri? Reservation { get; init; }

    /// <summary>Root of the image service, with <c>/v2</c> or without.</summary>
    public Uri? Image { get; init; }

    /// <summary>Root of the network service, with <c>/v2.0</c> or without.</summary>
    public Uri? Network { get; init; }

    /// <summary>Where and who; no secret.</summary>
    public override string ToString() => $"{Region} {Identity} {CredentialId}";

    /// <summary>Why it cannot be; null: it can.</summary>
    internal string? Fault() =>
        string.IsNullOrEmpty(Region) || Region.Contains('/', StringComparison.Ordinal) ? $"region '{Printable.Escape(Region ?? "")}' is not one or more letters without slashes"
        : new[] { Identity, Compute, Reservation, Image, Network }.OfType<Uri>().FirstOrDefault(address => !address.IsAbsoluteUri || address.Scheme is not ("http" or "https")) is { } wrong ? $"address '{Printable.Escape(wrong.ToString())}' is no http or https address"
        : string.IsNullOrEmpty(CredentialId) || CredentialSecret is null ? $"{Region} has no application credential"
        : null;
}

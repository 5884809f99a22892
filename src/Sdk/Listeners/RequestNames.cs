using System.Net;

namespace Scalewright.Listeners;

/// <summary>Checks the names that a request gives to the listener and to the page that sent it, against pages of other sites.</summary>
/// <param name="rules">The names that are allowed.</param>
internal sealed class RequestNames(ListenerRules rules)
{
    /// <summary>Checks a request.</summary>
    /// <param name="host">Value of <c>Host</c> without its port; IPv6 in brackets.</param>
    /// <param name="own">The listener's own origin by that host, as <c>http://localhost:8000</c>.</param>
    /// <param name="address">The address that the caller connected to; null where there is none.</param>
    /// <param name="origins">Values of <c>Origin</c>.</param>
    /// <param name="site">Value of <c>Sec-Fetch-Site</c>; null when a browser did not send it.</param>
    /// <returns>Null when it is allowed.</returns>
    public ListenerRefusal? Check(string host, string own, IPAddress? address, IReadOnlyList<string?> origins, string? site)
    {
        if (!IsAllowed(host, address))
        {
            return new ListenerRefusal(403, $"Host '{Printable.Escape(host)}' is not served here; use localhost, the address of the listener, or an allowed host.");
        }

        bool isAnyAllowed = rules.AllowedOrigins.Contains(ListenerRules.Any, StringComparer.Ordinal);
        if (isAnyAllowed)
        {
            return null;
        }

        if (origins.FirstOrDefault(origin => !IsOwnOrAllowed(origin, own)) is { } foreign)
        {
            return new ListenerRefusal(403, $"Origin '{Printable.Escape(foreign)}' may not call this listener; pages of {own} and of allowed origins may.");
        }

        // Pages send no Origin with a GET of another site, as for an image.
        return origins.Count == 0 && site is not (null or "same-origin" or "none")
            ? new ListenerRefusal(403, "Pages of other sites may not call this listener.")
            : null;
    }

    private bool IsAllowed(string host, IPAddress? address)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal))
        {
            // A name can be made to mean this machine, an address cannot.
            return IPAddress.IsLoopback(literal) || Plain(literal).Equals(address is null ? null : Plain(address)) || IsListed(host);
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsListed(host);
    }

    private bool IsListed(string host) =>
        rules.AllowedHosts.Any(allowed => allowed == ListenerRules.Any || allowed.Equals(host, StringComparison.OrdinalIgnoreCase));

    private bool IsOwnOrAllowed(string? origin, string own) =>
        own.Equals(origin, StringComparison.OrdinalIgnoreCase) || rules.AllowedOrigins.Any(allowed => allowed.Equals(origin, StringComparison.OrdinalIgnoreCase));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

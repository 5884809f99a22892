using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>Receives the events of host links.</summary>
internal interface ILinkServices
{
    void Began(string fqdn, string plugin);

    void Ended(string fqdn, string plugin);

    void Took(AgentMessage message);

    void Noted(string fqdn, LinkEvent note);
}

internal enum LinkEvent
{
    /// <summary>The contact timeout has expired.</summary>
    Lost,

    Found,

    /// <summary>The host has booted since the last contact.</summary>
    Booted,
}

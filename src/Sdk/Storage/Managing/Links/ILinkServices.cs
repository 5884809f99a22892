using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>What stands behind the link to a host.</summary>
internal interface ILinkServices
{
    /// <summary>A session of a host has begun.</summary>
    void Began(string fqdn, string plugin);

    /// <summary>A session of a host has ended.</summary>
    void Ended(string fqdn, string plugin);

    /// <summary>A session brought something.</summary>
    void Took(AgentMessage message);

    /// <summary>A host is heard of again, was not heard of for long, or booted.</summary>
    void Noted(string fqdn, LinkNote note);
}

/// <summary>What a link found out about its host.</summary>
internal enum LinkNote
{
    /// <summary>It was not heard of for too long.</summary>
    Lost,

    /// <summary>It is heard of again.</summary>
    Found,

    /// <summary>It has booted since it was last heard of.</summary>
    Booted,
}

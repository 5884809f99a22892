namespace StorageSample.Managing.Links;

/// <summary>Receives the events of host links.</summary>
internal interface ILinkServices
{
    void OnSessionStarted(string fqdn, string plugin);

    void OnSessionEnded(string fqdn, string plugin);

    void OnMessage(AgentMessage message);

    void OnLinkEvent(string fqdn, LinkEvent linkEvent);
}

internal enum LinkEvent
{
    /// <summary>The contact timeout has expired.</summary>
    Lost,

    Found,

    /// <summary>The host has booted since the last contact.</summary>
    Booted,
}

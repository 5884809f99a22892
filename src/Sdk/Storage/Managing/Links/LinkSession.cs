namespace Scalewright.Storage.Managing.Links;

/// <summary>The manager's side of the session of one plug-in of one host.</summary>
internal sealed class LinkSession(string plugin, string id, string clientStart)
{
    private long _next;

    public string Plugin => plugin;

    public string Id => id;

    /// <summary>The agent's instance it was made for.</summary>
    public string ClientStart => clientStart;

    /// <summary>Whether a message is new; one that came twice is not.</summary>
    public bool Takes(long? sequence)
    {
        if (sequence < _next)
        {
            return false;
        }

        _next = (sequence ?? _next) + 1;
        return true;
    }
}

namespace StorageSample.Managing.Links;

/// <summary>Manager side of a plug-in's session.</summary>
internal sealed class LinkSession(string plugin, string id, string clientStart)
{
    private long _next;

    public string Plugin => plugin;

    public string Id => id;

    public string ClientStart => clientStart;

    /// <summary>Returns true for a new message, false for a duplicate.</summary>
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

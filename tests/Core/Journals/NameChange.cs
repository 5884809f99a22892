namespace Sdk.Tests.Journals;

/// <summary>A name that was given, taken or moved and is not durable yet.</summary>
internal sealed record NameChange(string? From, string? To, DiskNode Node)
{
    public void ApplyTo(Dictionary<string, DiskNode> names)
    {
        if (From is not null && names.TryGetValue(From, out DiskNode? named) && named == Node)
        {
            names.Remove(From);
        }

        if (To is not null)
        {
            names[To] = Node;
        }
    }
}

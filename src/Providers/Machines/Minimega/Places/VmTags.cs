namespace Scalewright.Providers.Minimega.Places;

/// <summary>The tags of one VM, which are asked for by its name. A list would have all VMs each time.</summary>
internal static class VmTags
{
    /// <summary>The tags.</summary>
    /// <returns>Null when there is no such VM.</returns>
    /// <exception cref="MinimegaException">The server cannot be asked.</exception>
    public static async Task<ValueMap<string>?> ReadAsync(string name, MinimegaClient client)
    {
        try
        {
            ValueList<ValueMap<string>> rows = await client.TableAsync(MinimegaLine.Join("vm", "tag", name), CancellationToken.None);
            return rows.Select(row => KeyValuePair.Create(row["tag"], row["value"])).ToValueMap();
        }
        catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
        {
            return null;
        }
    }
}

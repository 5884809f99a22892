namespace Scalewright.Providers.Minimega.Places;

/// <summary>Takes nodes away, and with the last one their namespace, its VLANs and its taps.</summary>
internal sealed class VmRemoval(Spaces spaces, VmList list, MinimegaProviderOptions options)
{
    /// <summary>Removes a VM, in the turn of its namespace.</summary>
    /// <param name="isLast">Whether its namespace has no other. Then both go in one command: whoever is killed here leaves either both or nothing.</param>
    /// <returns>False when it is still there after all that time.</returns>
    /// <exception cref="MinimegaException">The server refused, or cannot be asked.</exception>
    public async Task<bool> RemoveAsync(PlaceVm vm, bool isLast, MinimegaClient client)
    {
        if (isLast)
        {
            await spaces.ClearAsync(vm.Space);
            return true;
        }

        long start = options.Clock.GetTimestamp();
        for (string kill = vm.IsAlive ? "kill" : ""; ; kill = "kill")
        {
            await EndAsync(kill, vm.Name, client);
            if (await VmTags.ReadAsync(vm.Name, client) is null)
            {
                return true;
            }

            if (options.Clock.GetElapsedTime(start) > options.RemovalDeadline)
            {
                return false;
            }

            await Task.Delay(options.LookPeriod, options.Clock, CancellationToken.None);
        }
    }

    /// <summary>Removes a VM, in the turn of its namespace, whether it is the last one or not.</summary>
    /// <returns>False when it is still there after all that time.</returns>
    /// <exception cref="MinimegaException">The server refused, or cannot be asked.</exception>
    public async Task<bool> RemoveAsync(PlaceVm vm, MinimegaClient client) =>
        await RemoveAsync(vm, (await list.FindAsync(vm.Space, client, CancellationToken.None)).All(one => one.Name == vm.Name), client);

    /// <summary>Removes a namespace that has no VM, in its turn.</summary>
    /// <exception cref="MinimegaException">The server refused, or cannot be asked.</exception>
    public async Task<bool> TidyAsync(string space, MinimegaClient client)
    {
        bool isEmpty = (await list.FindAsync(space, client, CancellationToken.None)).Count == 0 && (await spaces.ListAsync(CancellationToken.None)).Contains(space, StringComparer.Ordinal);
        if (isEmpty)
        {
            await spaces.ClearAsync(space);
        }

        return isEmpty;
    }

    private static async Task EndAsync(string kill, string name, MinimegaClient client)
    {
        foreach (string verb in (string[])[kill, "flush"])
        {
            try
            {
                await (verb.Length > 0 ? client.RunAsync(MinimegaLine.Join("vm", verb, name), CancellationToken.None) : Task.CompletedTask);
            }
            catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
            {
                // It ended by itself, or somebody else removed it; the look behind this tells.
            }
        }
    }
}

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

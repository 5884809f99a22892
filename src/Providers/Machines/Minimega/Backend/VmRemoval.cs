namespace Scalewright.Providers.Minimega.Backend;

/// <summary>
/// Removes nodes. With the last node of a namespace, the namespace, its VLANs and its taps are removed too.
/// </summary>
internal sealed class VmRemoval(MinimegaNamespaces namespaces, VmList list, MinimegaOptions options)
{
    /// <summary>
    /// Removes a VM under the lock of its namespace. Returns false if it still exists after the timeout.
    /// </summary>
    /// <param name="isLast">True if it is the last VM of its namespace. A single command then removes the VM and the
    /// namespace, so that after a crash, both exist or neither does.</param>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public async Task<bool> RemoveAsync(MinimegaVm vm, bool isLast, MinimegaClient client)
    {
        if (isLast)
        {
            await namespaces.ClearAsync(vm.Space);
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

            if (options.Clock.GetElapsedTime(start) > options.RemovalTimeout)
            {
                return false;
            }

            await Task.Delay(options.PollInterval, options.Clock, CancellationToken.None);
        }
    }

    /// <summary>
    /// Removes a VM under the lock of its namespace, and the namespace with the last VM. Returns false on timeout.
    /// </summary>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public async Task<bool> RemoveAsync(MinimegaVm vm, MinimegaClient client) =>
        await RemoveAsync(
            vm,
            (await list.FindAsync(vm.Space, client, CancellationToken.None)).All(listed => listed.Name == vm.Name),
            client
        );

    /// <summary>Removes a namespace if it has no VMs. Requires its lock.</summary>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public async Task<bool> RemoveEmptyAsync(string namespaceName, MinimegaClient client)
    {
        bool isEmpty =
            (await list.FindAsync(namespaceName, client, CancellationToken.None)).Count == 0
            && (await namespaces.ListAsync(CancellationToken.None)).Contains(namespaceName, StringComparer.Ordinal);
        if (isEmpty)
        {
            await namespaces.ClearAsync(namespaceName);
        }

        return isEmpty;
    }

    private static async Task EndAsync(string kill, string name, MinimegaClient client)
    {
        foreach (string verb in (string[])[kill, "flush"])
        {
            try
            {
                if (verb.Length > 0)
                {
                    await client.RunAsync(MinimegaCommandText.Join("vm", verb, name), CancellationToken.None);
                }
            }
            catch (MinimegaException exception) when (exception.Errors.Count > 0)
            {
                // The VM has exited, or another client has removed it. The next query shows whether it still exists.
            }
        }
    }
}

/// <summary>Reads the tags of one VM by its name. A list would contain all VMs each time.</summary>
internal static class VmTags
{
    /// <summary>Reads the tags; null if the VM does not exist.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public static async Task<ValueMap<string>?> ReadAsync(string name, MinimegaClient client)
    {
        try
        {
            ValueList<ValueMap<string>> rows = await client.RunTableAsync(
                MinimegaCommandText.Join("vm", "tag", name),
                CancellationToken.None
            );
            return rows.Select(row => KeyValuePair.Create(row["tag"], row["value"])).ToValueMap();
        }
        catch (MinimegaException exception) when (exception.Errors.Count > 0)
        {
            return null;
        }
    }
}

using Scalewright.Providers.Minimega.Places;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>Looks whether a guest is still there.</summary>
internal sealed class GuestWatch(PlaceVm vm, Space space)
{
    /// <summary>Checks that the VM runs with the process that was connected to.</summary>
    /// <exception cref="IOException">It does not, or minimega cannot be asked.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            MinimegaClient client = await space.ConnectAsync(cancellationToken);
            ValueList<ValueMap<string>> rows = await client.TableAsync($".columns uuid,pid,state .filter uuid={vm.Uuid} vm info", cancellationToken);
            if (!rows.Any(row => row["state"] == PlaceVm.Running && row["pid"] == vm.Pid))
            {
                throw new IOException($"{vm.Id} does not run any more");
            }
        }
        catch (MinimegaException failure)
        {
            throw new IOException(failure.Problems[0].Found, failure);
        }
    }

    /// <summary>Checks that the VM runs and that its agent is heard of.</summary>
    /// <exception cref="IOException">It does not, or minimega cannot be asked.</exception>
    public async Task CheckAgentAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        try
        {
            MinimegaClient client = await space.ConnectAsync(cancellationToken);
            if (!(await client.TableAsync($".filter uuid={vm.Uuid} cc clients", cancellationToken)).Any(row => row["uuid"] == vm.Uuid))
            {
                throw new IOException($"the agent in {vm.Id} is silent");
            }
        }
        catch (MinimegaException failure)
        {
            throw new IOException(failure.Problems[0].Found, failure);
        }
    }
}

namespace Scalewright.Decisions;

/// <summary>Tells how much room the clouds of a domain have now, where that changes: machines come and go, and others take some of them. An engine asks at the start of each cycle.</summary>
public interface ICloudRoom
{
    /// <summary>Reads the room.</summary>
    /// <param name="clouds">Names of the clouds, in the domain's order.</param>
    /// <param name="cancellationToken">Ends the reading, when it takes too long or the engine ends.</param>
    /// <returns>How many more nodes find room in each, 0 or more, besides those that are there or on the way; a cloud that is not named has no limit but its own.</returns>
    /// <exception cref="Providers.ProviderException">It cannot be read; the cycle fails, and the next one asks again.</exception>
    Task<ValueMap<int>> ReadAsync(ValueList<string> clouds, CancellationToken cancellationToken);
}

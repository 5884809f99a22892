namespace Scalewright.Agents.Services;

/// <summary>Immutable set of agent services.</summary>
/// <remarks>Each start of an agent creates its own instances at the first call and disposes them at the end.</remarks>
public sealed record ServiceSet
{
    private ServiceSet(ValueMap<ServiceEntry> entries) => Entries = entries;

    /// <summary>The empty set.</summary>
    public static ServiceSet Empty { get; } = new(ValueMap<ServiceEntry>.Empty);

    /// <summary>Dotted names of the services, in ordinal order.</summary>
    public IEnumerable<string> Names => Entries.Keys;

    internal ValueMap<ServiceEntry> Entries { get; }

    /// <summary>Adds a service. Replaces one with the same name.</summary>
    /// <typeparam name="T">The service interface.</typeparam>
    /// <param name="factory">Creates the service, once for each start of an agent.</param>
    public ServiceSet Add<T>(Func<ServiceContext, T> factory)
        where T : class, IAgentService<T>
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new ServiceSet(Entries.With(T.Contract.Name, new ServiceEntry<T>(T.Contract, factory)));
    }

    /// <summary>Adds a service that does not depend on its agent. Agents in the same process share it.</summary>
    /// <typeparam name="T">The service interface.</typeparam>
    /// <param name="service">The service.</param>
    public ServiceSet Add<T>(T service)
        where T : class, IAgentService<T>
    {
        ArgumentNullException.ThrowIfNull(service);
        return new ServiceSet(Entries.With(T.Contract.Name, new ServiceEntry<T>(T.Contract, _ => service) { IsShared = true }));
    }

    /// <summary>Adds all services of another set. They replace services with the same name.</summary>
    /// <param name="other">The other set.</param>
    public ServiceSet Add(ServiceSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ServiceSet(Entries.Concat(other.Entries).ToValueMap());
    }
}

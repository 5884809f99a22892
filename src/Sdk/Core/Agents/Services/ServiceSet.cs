namespace Scalewright.Agents.Services;

/// <summary>The services of agents. A value: each start of an agent makes its own instances when they are first called, and lets them go when it ends.</summary>
public sealed record ServiceSet
{
    private ServiceSet(ValueMap<ServiceEntry> entries) => Entries = entries;

    /// <summary>None.</summary>
    public static ServiceSet Empty { get; } = new(ValueMap<ServiceEntry>.Empty);

    /// <summary>Their dotted names, in ordinal order.</summary>
    public IEnumerable<string> Names => Entries.Keys;

    internal ValueMap<ServiceEntry> Entries { get; }

    /// <summary>Adds a service; one of the same name is replaced.</summary>
    /// <typeparam name="T">Its interface.</typeparam>
    /// <param name="make">Makes what answers, once for each start of an agent.</param>
    public ServiceSet Add<T>(Func<ServiceContext, T> make)
        where T : class, IAgentService<T>
    {
        ArgumentNullException.ThrowIfNull(make);
        return new ServiceSet(Entries.With(T.Contract.Name, new ServiceEntry<T>(T.Contract, make)));
    }

    /// <summary>Adds a service that knows nothing of its agent; agents in the same process share it.</summary>
    /// <typeparam name="T">Its interface.</typeparam>
    /// <param name="service">What answers.</param>
    public ServiceSet Add<T>(T service)
        where T : class, IAgentService<T>
    {
        ArgumentNullException.ThrowIfNull(service);
        return new ServiceSet(Entries.With(T.Contract.Name, new ServiceEntry<T>(T.Contract, _ => service) { IsShared = true }));
    }

    /// <summary>Adds all services of another set; of two of the same name the other's counts.</summary>
    /// <param name="other">The other set.</param>
    public ServiceSet Add(ServiceSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ServiceSet(Entries.Concat(other.Entries).ToValueMap());
    }
}

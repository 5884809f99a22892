namespace Scalewright.Decisions;

/// <summary>Describes an engine. Immutable: each call gives a new builder.</summary>
public sealed record DecisionEngineBuilder
{
    internal DecisionEngineBuilder(EngineOptions options) => Options = options;

    /// <summary>The options so far.</summary>
    public EngineOptions Options { get; init; }

    /// <summary>Picks how nodes are started. It is made when it is missing, <c>name@cloud</c> for each cloud, and kept when it is there.</summary>
    /// <param name="launch">The launch configuration.</param>
    public DecisionEngineBuilder UseLaunch(LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        return With(options => options with { Launches = [launch], Domain = options.Domain with { Launch = launch.Name } });
    }

    /// <summary>Adds how nodes are started in one cloud, as <c>name@cloud</c>.</summary>
    /// <param name="launch">The launch configuration.</param>
    public DecisionEngineBuilder AddLaunch(LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        return With(options => options with
        {
            Launches = options.Launches.Add(launch),
            Domain = options.Domain with { Launch = options.Domain.Launch.Length > 0 ? options.Domain.Launch : launch.Name },
        });
    }

    /// <summary>Adds a cloud behind those that are there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nodesMax">How many nodes it may have; default -1, no limit.</param>
    /// <param name="pricePerHour">What one node costs for an hour; default 0.</param>
    /// <param name="isSpot">Whether its nodes may be taken away at any time; default false.</param>
    public DecisionEngineBuilder AddCloud(string name, int nodesMax = CloudReading.Unlimited, double pricePerHour = 0, bool isSpot = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        DomainCloud cloud = new(name, nodesMax) { PricePerHour = pricePerHour, IsSpot = isSpot };
        return With(options => options with { Domain = options.Domain with { Clouds = options.Domain.Clouds.Add(cloud) } });
    }

    /// <summary>Picks how many.</summary>
    /// <param name="sizing">The policy.</param>
    public DecisionEngineBuilder UseSizing(ISizingPolicy sizing) => With(options => options with { Sizing = sizing });

    /// <summary>Picks where.</summary>
    /// <param name="placement">The policy.</param>
    public DecisionEngineBuilder UsePlacement(IPlacementPolicy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return With(options => options with { Placement = placement });
    }

    /// <summary>Lets limits of clouds follow the room they have at each moment, below their own.</summary>
    /// <param name="room">Tells how much that is.</param>
    public DecisionEngineBuilder UseRoom(ICloudRoom room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return With(options => options with { Room = room });
    }

    /// <summary>Adds a metric.</summary>
    /// <param name="source">Where it is read.</param>
    public DecisionEngineBuilder AddMetric(IMetricSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return With(options => options with { Metrics = options.Metrics.Add(source) });
    }

    /// <summary>Adds a metric that a function gives.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="read">Gives the value of the whole domain.</param>
    public DecisionEngineBuilder AddMetric(string name, Func<MetricRequest, CancellationToken, Task<double>> read) => AddMetric(new FunctionMetricSource(name, read));

    /// <summary>Adds averages of metrics over the latest time, as <see cref="MetricWindow.Knative"/>.</summary>
    /// <param name="windows">The averages.</param>
    /// <param name="sampleEvery">How often the metrics are read for them, a whole part of the period; null: once in a cycle.</param>
    public DecisionEngineBuilder AddWindows(ValueList<MetricWindow> windows, TimeSpan? sampleEvery = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return With(options => options with { Windows = options.Windows.AddRange(windows), SamplePeriod = sampleEvery ?? options.SamplePeriod });
    }

    /// <summary>Sets the time from one cycle to the next.</summary>
    /// <param name="period">The time, above 0.</param>
    public DecisionEngineBuilder WithPeriod(TimeSpan period) => With(options => options with { Period = period });

    /// <summary>Sets the bounds of every decision.</summary>
    /// <param name="nodesMin">Smallest size.</param>
    /// <param name="nodesMax">Largest size.</param>
    public DecisionEngineBuilder WithBounds(int nodesMin, int nodesMax = int.MaxValue) =>
        With(options => options with { Domain = options.Domain with { NodesMin = nodesMin, NodesMax = nodesMax } });

    /// <summary>Sets how long after a change there is no other. Replacing what does not work is no change.</summary>
    /// <param name="growing">How long growing waits after a growth.</param>
    /// <param name="shrinking">How long shrinking waits after any change.</param>
    public DecisionEngineBuilder WithCooldown(TimeSpan growing, TimeSpan shrinking) => With(options => options with { CooldownOut = growing, CooldownIn = shrinking });

    /// <summary>Sets how long a change must have been wanted.</summary>
    /// <param name="growing">How long growing must have been wanted.</param>
    /// <param name="shrinking">How long shrinking must have been wanted.</param>
    public DecisionEngineBuilder WithStabilization(TimeSpan growing, TimeSpan shrinking) => With(options => options with { WindowOut = growing, WindowIn = shrinking });

    /// <summary>Sets how long a cycle may take.</summary>
    /// <param name="deadline">The time, above 0.</param>
    public DecisionEngineBuilder WithDeadline(TimeSpan deadline) => With(options => options with { Deadline = deadline });

    /// <summary>Sets how long it runs.</summary>
    /// <param name="duration">The time; cycles begin until it is over.</param>
    public DecisionEngineBuilder WithDuration(TimeSpan duration) => With(options => options with { Duration = duration });

    /// <summary>Applies nothing and says what would be done.</summary>
    public DecisionEngineBuilder WithDryRun() => With(options => options with { Mode = EngineMode.DryRun });

    /// <summary>Applies nothing and goes on as if it had: runs beside another engine.</summary>
    public DecisionEngineBuilder WithShadow() => With(options => options with { Mode = EngineMode.Shadow });

    /// <summary>Removes a domain that is there already, with its nodes, before it begins.</summary>
    public DecisionEngineBuilder WithFreshDomain() => With(options => options with { IsFresh = true });

    /// <summary>Hears of each event.</summary>
    /// <param name="listener">Who hears it.</param>
    public DecisionEngineBuilder WithListener(IProgress<EngineEvent> listener) => With(options => options with { Listener = listener });

    /// <summary>Changes the options.</summary>
    /// <param name="change">The options so far to the options from now on.</param>
    public DecisionEngineBuilder With(Func<EngineOptions, EngineOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Options = change(Options) };
    }

    /// <summary>Checks the engine and freezes it.</summary>
    /// <exception cref="DecisionException">Something is wrong; all problems are told at once.</exception>
    public DecisionEngine Build() => Options.Check() is { Count: > 0 } problems
        ? throw new DecisionException($"Engine of '{Options.Domain.Name}'", problems)
        : new DecisionEngine(Options);
}

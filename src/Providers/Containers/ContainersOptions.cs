using Scalewright.Topologies;

namespace Scalewright.Providers.Containers;

/// <summary>Options of a <see cref="ContainersProvider"/>.</summary>
public sealed record ContainersOptions
{
    private static readonly string[] Schemes = ["unix", "tcp", "http"];

    /// <summary>Engines, each of which is a cloud. Default: one engine, which the provider searches for.</summary>
    public ValueList<ContainerEngine> Engines { get; init; } = [new ContainerEngine()];

    /// <summary>
    /// Image of nodes whose <see cref="NodeHardware.Image"/> is the default, which is not a container image. Default
    /// <c>docker.io/library/debian:stable-slim</c>, which has the GNU C library and a shell.
    /// </summary>
    public string Image { get; init; } = "docker.io/library/debian:stable-slim";

    /// <summary>
    /// Path of the ready-made agent, which becomes the main process of each container. If empty, the default, it is the
    /// file that <c>SCALEWRIGHT_AGENT</c> names, else <c>scalewright-agent</c> beside the program.
    /// </summary>
    public string AgentProgram { get; init; } = "";

    /// <summary>
    /// True, the default, if containers are limited to the processors and the memory of their nodes.
    /// </summary>
    public bool EnforcesLimits { get; init; } = true;

    /// <summary>
    /// IPv4 range of the default networks, each of which has the nodes of one cluster that name no network. Each gets
    /// a free part of 1,024 addresses, or the whole range if it is smaller. Default 10.202.0.0/16.
    /// </summary>
    public Subnet AddressRange { get; init; } = new(new Address(0x0ACA0000, isV6: false), 16);

    /// <summary>Maximum number of concurrent changes, 1 or more. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Timeout of a request. Default 1 minute. The outcome of a change that times out is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time provider for delays and timeouts. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and session IDs. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message lists all invalid values.</exception>
    internal ContainersOptions Checked()
    {
        OptionsValidation check = new();
        if (check.Needs(nameof(Engines), Engines, "use one or more"))
        {
            check.Add(Engines.Count != Engines.Select(engine => engine.Cloud).Distinct(StringComparer.Ordinal).Count(),
                nameof(Engines), $"two engines have the same cloud", "use another name for each");
            foreach (Uri endpoint in Engines.Select(engine => engine.Endpoint).OfType<Uri>())
            {
                check.Add(!endpoint.IsAbsoluteUri || !Schemes.Contains(endpoint.Scheme, StringComparer.Ordinal),
                    nameof(Engines), $"'{TextEscaping.Escape(endpoint.ToString())}' is not an address of an engine",
                    "use unix, tcp or http, as in unix:///var/run/docker.sock");
            }
        }

        check.Needs(nameof(Image), Image, "use the name of an image");
        check.Add(AgentProgram is null, nameof(AgentProgram), $"it is null", "leave it out to search for the agent");
        check.Add(AddressRange.Base.IsIPv6 || AddressRange.PrefixLength is < 8 or > 29, nameof(AddressRange),
            $"found {AddressRange}", "use an IPv4 range with a prefix length from 8 to 29");
        check.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        check.Positive(nameof(CallTimeout), CallTimeout);
        check.Add(Clock is null, nameof(Clock), $"it is null", "leave it out to use the system clock");
        check.Throw();
        return this;
    }
}

using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;

namespace Conformance.AutoScaling;

internal sealed class WireReplay(AutoScalingEndpoint endpoint, AccessKey key)
{
    // CreateLaunchConfiguration and CreateAutoScalingGroup in the API reference of Auto Scaling.
    private static readonly HashSet<string> Parameters = new(StringComparer.Ordinal)
    {
        "LaunchConfigurationName",
        "ImageId",
        "KeyName",
        "SecurityGroups",
        "UserData",
        "InstanceType",
        "KernelId",
        "RamdiskId",
        "AutoScalingGroupName",
        "MinSize",
        "MaxSize",
        "DesiredCapacity",
        "DefaultCooldown",
        "AvailabilityZones",
        "HealthCheckType",
        "HealthCheckGracePeriod",
        "TerminationPolicies",
        "Tags",
    };

    private const int LooksMax = 400;
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);
    private static readonly Uri Address = new("http://127.0.0.1:8445/");

    private readonly FreeValues _values = new();
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);

    public static async Task<string?> FirstDifferenceAsync(
        WireTranscript transcript,
        WireManner manner,
        CancellationToken cancellationToken
    )
    {
        AccessKey key = new(WireRequests.KeyOf(transcript.Exchanges[0]), WireRequests.Secret);
        AutoScalingEndpointOptions options = new()
        {
            Keys = [key],
            SignatureValidation = manner == WireManner.Signed ? SignatureValidation.Verify : SignatureValidation.KnownKey,

            // boto 2 derives region and service of the scope from the host name: 0 and 127.
            AllowLegacyClients = true,
            GroupSemantics = transcript.IsStrict ? GroupSemantics.Aws : GroupSemantics.ByTag,
        };
        await using SimulationProvider provider = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
        Cluster? cluster = null;
        await provider.RunAsync(
            async token => cluster = await Cluster.Create(Topology.Create("replay").Build()).UseProvider(provider).ProvisionAsync(token),
            cancellationToken
        );
        string? difference;
        await using (AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, options, folder: null, cancellationToken))
        {
            difference = await new WireReplay(endpoint, key).RunAsync(transcript, manner, cancellationToken);
        }

        await provider.RunAsync(_ => cluster!.DisposeAsync().AsTask(), CancellationToken.None);
        return difference;
    }

    private async Task<string?> RunAsync(WireTranscript transcript, WireManner manner, CancellationToken cancellationToken)
    {
        await PrepareAsync(transcript, cancellationToken);
        DateTimeOffset begun = TimeProvider.System.GetUtcNow();
        foreach (WireExchange exchange in transcript.Exchanges.ToArray())
        {
            // The recorded client took seconds between two identical calls. The replay takes none, so each is signed a
            // second after the previous one.
            QueryResponse reply = await endpoint.HandleAsync(
                WireRequests.Of(exchange, _values.Of, manner, begun.AddSeconds(exchange.Number)),
                cancellationToken
            );
            XElement expected = XElement.Parse(exchange.Body);
            XElement found = XElement.Parse(Encoding.UTF8.GetString(reply.Body.Span));
            if (ReplyCheck.Difference(exchange.Status, Adapted(expected), reply.Status, found) is { } difference)
            {
                return $"exchange {exchange.Number} ({exchange.Action}): {difference}";
            }

            _values.Learn(expected, found);
            await SettleAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>Instances show the launch configuration of the cloud; recorded ones, that of the group.</summary>
    private static XElement Adapted(XElement expected)
    {
        foreach (
            XElement instance in expected
                .Descendants()
                .Where(element =>
                    element.Name.LocalName == "member" && element.Parent?.Name.LocalName is "Instances" or "AutoScalingInstances"
                )
                .ToArray()
        )
        {
            instance.Elements().Where(element => element.Name.LocalName == "LaunchConfigurationName").Remove();
        }

        return expected;
    }

    /// <summary>Creates the initial state of the recorded server: objects that no earlier request created.</summary>
    private async Task PrepareAsync(WireTranscript transcript, CancellationToken cancellationToken)
    {
        using AutoScalingEndpointHandler handler = new(endpoint);
        using HttpClient http = new(handler);
        AutoScalingClient client = new(http, Address, key, TimeProvider.System);
        foreach (WireExchange exchange in transcript.Exchanges.ToArray())
        {
            foreach (
                KeyValuePair<string, string> pair in exchange
                    .Query.Concat(exchange.Form)
                    .Where(pair =>
                        exchange.Action.StartsWith("Create", StringComparison.Ordinal)
                        && pair.Key.EndsWith("Name", StringComparison.Ordinal)
                    )
            )
            {
                _created.Add(pair.Value);
            }

            await PrepareAsync(client, XElement.Parse(exchange.Body), cancellationToken);
        }
    }

    private async Task PrepareAsync(AutoScalingClient client, XElement reply, CancellationToken cancellationToken)
    {
        foreach (XElement item in reply.Descendants().Where(element => element.Name.LocalName == "member"))
        {
            string? action = item.Parent?.Name.LocalName switch
            {
                "LaunchConfigurations" when _created.Add(item.Text("LaunchConfigurationName") ?? "") => "CreateLaunchConfiguration",
                "AutoScalingGroups" when _created.Add(item.Text("AutoScalingGroupName") ?? "") => "CreateAutoScalingGroup",
                _ => null,
            };
            if (action is not null)
            {
                await client.CallAsync(action, Leaves(item), cancellationToken);
            }
        }
    }

    /// <summary>Fields of a reply that are also request parameters, thus not times and ARNs.</summary>
    private static ValueMap<string> Leaves(XElement item) =>
        item.Elements()
            .Where(element => Parameters.Contains(element.Name.LocalName))
            .SelectMany(element =>
                element.Elements().Any()
                    ? element.Elements().SelectMany((member, index) => Members($"{element.Name.LocalName}.member.{index + 1}", member))
                    : [KeyValuePair.Create(element.Name.LocalName, element.Value)]
            )
            .Where(pair => pair.Value.Length > 0)
            .ToValueMap();

    private static IEnumerable<KeyValuePair<string, string>> Members(string name, XElement member) =>
        member.HasElements
            ? member.Elements().Select(element => KeyValuePair.Create($"{name}.{element.Name.LocalName}", element.Value))
            : [KeyValuePair.Create(name, member.Value)];

    /// <summary>The recorded server did everything immediately.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        using AutoScalingEndpointHandler handler = new(endpoint);
        using HttpClient http = new(handler);
        AutoScalingClient client = new(http, Address, key, TimeProvider.System);
        for (int look = 0; look < LooksMax; look++)
        {
            ValueList<XElement> instances = await client.ListAsync(
                "DescribeAutoScalingInstances",
                "AutoScalingInstances",
                ValueMap<string>.Empty,
                cancellationToken
            );
            if (instances.All(instance => instance.Text("LifecycleState") == "InService"))
            {
                return;
            }

            await Task.Delay(LookPause, TimeProvider.System, cancellationToken);
        }
    }
}

/// <summary>Pairs recorded ids, tokens and ARNs with ours, in the order of their first occurrence.</summary>
internal sealed class FreeValues
{
    private static readonly string[] Names = ["InstanceId", "instanceId", "NextToken", "PolicyARN", "ActivityId"];
    private static readonly string[] Parameters = ["InstanceId", "NextToken", "PolicyName", "ActivityIds"];
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);

    public string Of(string parameter, string recorded) =>
        Array.Exists(Parameters, name => parameter.StartsWith(name, StringComparison.Ordinal))
            ? _ours.GetValueOrDefault(recorded, recorded)
            : recorded;

    /// <summary>The server chooses the instances to terminate: an unknown one replaces another one.</summary>
    public void Learn(XElement recorded, XElement found)
    {
        foreach (string name in Names)
        {
            HashSet<string> there = [.. Texts(found, name)];
            string[] old = [.. Texts(recorded, name)];
            string[] strange = [.. old.Where(text => !_ours.TryGetValue(text, out string? ours) || !there.Contains(ours))];
            there.ExceptWith(old.Except(strange, StringComparer.Ordinal).Select(text => _ours[text]));
            foreach ((string text, string ours) in strange.Zip(Texts(found, name).Where(there.Contains)))
            {
                _ours[text] = ours;
            }
        }
    }

    private static IEnumerable<string> Texts(XElement root, string name) =>
        root.Descendants()
            .Where(element => element.Name.LocalName == name)
            .Select(element => element.Value)
            .Distinct(StringComparer.Ordinal);
}

/// <summary>All recorded elements must exist, and values chosen by clients must be equal.</summary>
internal static class ReplyCheck
{
    private static readonly HashSet<string> Chosen = new(StringComparer.Ordinal)
    {
        "LaunchConfigurationName",
        "ImageId",
        "InstanceType",
        "KeyName",
        "UserData",
        "AutoScalingGroupName",
        "MinSize",
        "MaxSize",
        "DesiredCapacity",
        "DefaultCooldown",
        "HealthCheckType",
        "HealthCheckGracePeriod",
        "ResourceId",
        "ResourceType",
        "Key",
        "Value",
        "PropagateAtLaunch",
        "PolicyName",
        "PolicyType",
        "AdjustmentType",
        "ScalingAdjustment",
        "Cooldown",
        "Code",
        "imageId",
        "instanceType",
        "key",
        "value",
        "HealthStatus",
    };

    public static string? Difference(int expectedStatus, XElement expected, int status, XElement found)
    {
        if (status != expectedStatus)
        {
            return $"status is {status}, not {expectedStatus}: {found}";
        }

        string[] there = [.. Paths(found)];
        if (Paths(expected).Except(there, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return $"'{missing}' is missing";
        }

        return Values(expected)
            .Select(entry => DifferenceAt(entry.Key, entry.Value, Values(found).GetValueOrDefault(entry.Key, [])))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? DifferenceAt(string path, List<string> expected, List<string> found) =>
        expected.SequenceEqual(found, StringComparer.Ordinal)
            ? null
            : $"'{path}' is {string.Join(", ", found)}, not {string.Join(", ", expected)}";

    private static IEnumerable<string> Paths(XElement element) =>
        element
            .Elements()
            .SelectMany(child => Paths(child).Select(path => $"{element.Name.LocalName}/{path}"))
            .Prepend(element.Name.LocalName);

    private static Dictionary<string, List<string>> Values(XElement root)
    {
        Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
        foreach (
            XElement leaf in root.DescendantsAndSelf().Where(element => !element.HasElements && Chosen.Contains(element.Name.LocalName))
        )
        {
            string path = string.Join('/', leaf.AncestorsAndSelf().Reverse().Select(element => element.Name.LocalName));
            if (!values.TryGetValue(path, out List<string>? texts))
            {
                values.Add(path, texts = []);
            }

            texts.Add(leaf.Value);
        }

        return values;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.LoadBalancers;

/// <summary>Creates, deletes and describes classic load balancers: records through which no traffic goes.</summary>
/// <remarks>Source: Elastic Load Balancing API reference (2012-06-01).</remarks>
internal static partial class LoadBalancerActions
{
    // "Quotas for your Classic Load Balancer".
    private const int MaxBalancers = 20;
    private const int MaxPageSize = 400;
    private const string Zones = "AvailabilityZones.member";
    private const string Subnets = "Subnets.member";

    /// <summary>CreateLoadBalancer.</summary>
    public static ActionResult Create(ActionContext context)
    {
        AccountState state = context.State;
        LoadBalancerRecord balancer = Read(context);
        if (state.LoadBalancers.ContainsKey(balancer.Name))
        {
            throw new QueryFaultException(new WireFault(
                400, "DuplicateLoadBalancerName",
                $"The specified load balancer name already exists for this account: {balancer.Name}"));
        }

        if (state.LoadBalancers.Count >= MaxBalancers)
        {
            throw new QueryFaultException(new WireFault(
                400, "TooManyLoadBalancers", $"Only {MaxBalancers} load balancers are allowed."));
        }

        return new ActionResult(
            state.With(balancer) with { NextNumber = state.NextNumber + 1 },
            xml => xml.Leaf("DNSName", DnsOf(context, balancer)));
    }

    /// <summary>DeleteLoadBalancer; that of none succeeds, too. Groups keep its name.</summary>
    public static ActionResult Delete(ActionContext context)
    {
        string name = context.Read.Required(LoadBalancerLookup.NameParameter);
        context.Read.Finish();
        AccountState state = context.State;
        return new ActionResult(
            state.LoadBalancers.ContainsKey(name)
                ? state with { LoadBalancers = state.LoadBalancers.Without(name) }
                : state,
            static _ => { });
    }

    /// <summary>DescribeLoadBalancers of Elastic Load Balancing.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> names = read.Texts("LoadBalancerNames.member");
        int size = read.Number("PageSize", 1, MaxPageSize) ?? MaxPageSize;
        string? marker = read.Text("Marker", int.MaxValue);
        read.Finish();
        foreach (string name in names)
        {
            _ = LoadBalancerLookup.ByName(context.State, name);
        }

        IEnumerable<LoadBalancerRecord> found = context.State.LoadBalancers.Values
            .Where(balancer => names.Count == 0 || names.Contains(balancer.Name, StringComparer.Ordinal));
        Page<LoadBalancerRecord> page = Page<LoadBalancerRecord>.Cut(
            context.State.Seed, "classic load balancers", found, static balancer => balancer.Name, size, marker);
        return new ActionResult(context.State, xml => xml
            .List("LoadBalancerDescriptions", "member", page.Items, (_, balancer) => Write(xml, context, balancer))
            .Maybe("NextMarker", page.Next));
    }

    private static LoadBalancerRecord Read(ActionContext context)
    {
        QueryReader read = context.Read;
        string name = read.Required(LoadBalancerLookup.NameParameter);
        if (name.Length > 0 && !NamePattern().IsMatch(name))
        {
            read.Refuse(
                $"Value '{Printable.Escape(name)}' at 'loadBalancerName' failed to satisfy constraint: Member must hold "
                    + "only letters of ASCII, digits and hyphens, and must neither begin nor end with a hyphen");
        }

        LoadBalancerRecord balancer = new(name, context.State.NextNumber, context.At)
        {
            Listeners = ListenerReading.Read(read),
            Scheme = read.Text("Scheme") ?? LoadBalancerRecord.PublicScheme,
        };
        (ValueList<string> zones, ValueList<string> subnets) = (read.Texts(Zones), read.Texts(Subnets));
        ValueList<string> groups = read.Texts("SecurityGroups.member");
        if ((zones.Count == 0) == (subnets.Count == 0))
        {
            read.Refuse("Exactly one of AvailabilityZones and Subnets must be specified");
        }

        read.Finish();
        CheckScheme(balancer.Scheme);
        CheckGroups(context, groups);
        return balancer with
        {
            Zones =
            [
                .. (zones.Count > 0 ? CheckedZones(context, zones) : ZonesOf(context, subnets))
                    .Distinct(StringComparer.Ordinal)
            ],
            SecurityGroups = [.. groups.Distinct(StringComparer.Ordinal)],
        };
    }

    private static ValueList<string> CheckedZones(ActionContext context, ValueList<string> zones)
    {
        ValueList<string> known = context.Options.Clouds;
        return known.Count == 0 || zones.All(zone => known.Contains(zone, StringComparer.Ordinal))
            ? zones
            : throw new QueryFaultException(WireFault.Validation(
                $"An Availability Zone does not exist; the zones are {string.Join(", ", known)}"));
    }

    private static IEnumerable<string> ZonesOf(ActionContext context, ValueList<string> subnets) =>
        subnets.Select(id => SubnetZones.ZoneOf(context, id)
            ?? throw new QueryFaultException(new WireFault(
                400, "SubnetNotFound", $"The subnet ID '{Printable.Escape(id)}' does not exist")));

    private static void CheckScheme(string scheme)
    {
        if (scheme is not (LoadBalancerRecord.InternalScheme or LoadBalancerRecord.PublicScheme))
        {
            throw new QueryFaultException(new WireFault(
                400,
                "InvalidScheme",
                $"The specified value for the schema is not valid: '{Printable.Escape(scheme)}'; use "
                    + $"{LoadBalancerRecord.InternalScheme} or {LoadBalancerRecord.PublicScheme}"));
        }
    }

    private static void CheckGroups(ActionContext context, ValueList<string> groups)
    {
        if (groups.Any(id => SecurityGroupLookup.ById(context.State, id) is null))
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidSecurityGroup", "One or more of the specified security groups do not exist."));
        }
    }

    private static void Write(XmlText xml, ActionContext context, LoadBalancerRecord balancer)
    {
        string dns = DnsOf(context, balancer);
        SecurityGroupRecord[] groups =
        [
            .. (balancer.SecurityGroups.Count > 0
                ? balancer.SecurityGroups
                : [DefaultNetwork.SecurityGroupId(context.State)])
                .Select(id => SecurityGroupLookup.ById(context.State, id))
                .OfType<SecurityGroupRecord>()
        ];
        xml.Leaf("LoadBalancerName", balancer.Name).Leaf("DNSName", dns).Leaf("CanonicalHostedZoneName", dns)
            .List("ListenerDescriptions", "member", balancer.Listeners, WriteListener)
            .Open("Policies").Empty("AppCookieStickinessPolicies").Empty("LBCookieStickinessPolicies")
            .Empty("OtherPolicies").Close("Policies")
            .Empty("BackendServerDescriptions")
            .Texts("AvailabilityZones", balancer.Zones)
            .Texts(
                "Subnets",
                balancer.Zones.Select(zone => SubnetZones.IdOf(context, zone)).Distinct(StringComparer.Ordinal))
            .Leaf("VPCId", Ec2Reply.Vpc(context))
            .List("Instances", "member", balancer.InstancesIn(context.State), WriteInstance)
            .Open("SourceSecurityGroup").Leaf("OwnerAlias", context.Options.AccountId)
            .Leaf("GroupName", groups[0].Name).Close("SourceSecurityGroup")
            .Texts("SecurityGroups", groups.Select(group => group.Id))
            .Leaf("CreatedTime", balancer.CreatedAt)
            .Leaf("Scheme", balancer.Scheme);
    }

    /// <summary>Writes the id of an instance.</summary>
    public static void WriteInstance(XmlText xml, InstanceRecord instance) => xml.Leaf("InstanceId", instance.Id);

    private static void WriteListener(XmlText xml, ListenerRecord listener) => xml
        .Open("Listener")
        .Leaf("Protocol", listener.Protocol)
        .Leaf("LoadBalancerPort", listener.Port)
        .Leaf("InstanceProtocol", listener.InstanceProtocol)
        .Leaf("InstancePort", listener.InstancePort)
        .Close("Listener")
        .Empty("PolicyNames");

    // Below "example", which nobody can own (RFC 2606): nothing answers there.
    private static string DnsOf(ActionContext context, LoadBalancerRecord balancer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(balancer.Scheme == LoadBalancerRecord.InternalScheme ? "internal-" : "")}{balancer.Name}"
            + $"-{balancer.Number}.{context.Options.Region}.elb.example");

    // CreateLoadBalancer. Its maximum of 32 characters is not enforced: tests of other clients have longer names.
    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();
}

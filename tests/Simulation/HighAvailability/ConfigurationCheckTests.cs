namespace Simulation.Tests.HighAvailability;

/// <summary>Names: Pacemaker Explained, "Resource Meta-Attributes" and "Clone Options".</summary>
public class ConfigurationCheckTests
{
    private static readonly ValueMap<string> None = ValueMap.Empty<string>();

    private static readonly PacemakerConfiguration Cluster = new()
    {
        Nodes = [new("n1"), new("n2")],
        Resources = [new("web"), new("set") { Members = [new("a"), new("b")] }, new("copies") { CloneOf = new("copy") }],
    };

    [Theory]
    [InlineData("failure-timeout", "60s")]
    [InlineData("maintenance", "true")]
    [InlineData("critical", "false")]
    [InlineData("requires", "nothing")]
    [InlineData("multiple-active", "block")]
    [InlineData("allow-migrate", "true")]
    [InlineData("resource-stickyness", "100")]
    [InlineData("clone-max", "2")]
    public void A_meta_attribute_that_the_model_does_not_implement_is_refused_by_name(string name, string value)
    {
        string refused =
            $"resource 'web': the meta attribute '{name}' is not modeled; use one of is-managed, migration-threshold, priority, resource-stickiness, target-role";
        PacemakerConfiguration configured = Cluster with { Resources = [new("web") { MetaAttributes = None.With(name, value) }] };
        PacemakerConfiguration byDefault = Cluster with { Defaults = None.With(name, value) };

        Refused(() => PacemakerState.Create(configured)).ShouldBe([refused]);
        Refused(() => PacemakerState.Create(byDefault))
            .ShouldBe([refused.Replace("resource 'web'", "the defaults", StringComparison.Ordinal)]);
        Refused(Set("web", name, value)).ShouldBe([$"SetMeta: {refused}"]);
    }

    [Theory]
    [InlineData("target-role", "junk", "Started or Stopped")]
    [InlineData("target-role", "Promoted", "Started or Stopped")]
    [InlineData("is-managed", "maybe", "true or false")]
    [InlineData("migration-threshold", "-1", "a number of 0 or more, or INFINITY")]
    [InlineData("resource-stickiness", "much", "a number, INFINITY or -INFINITY")]
    [InlineData("priority", "", "a number, INFINITY or -INFINITY")]
    public void A_value_of_a_meta_attribute_that_is_invalid_is_refused(string name, string value, string accepted) =>
        Refused(Set("web", name, value)).ShouldBe([$"SetMeta: resource 'web': {name} is '{value}'; use {accepted}"]);

    [Fact]
    public void All_problems_of_a_configuration_are_reported_together()
    {
        PacemakerConfiguration configuration = Cluster with
        {
            Nodes = [new("n1"), new("n1")],
            Resources = [new("web"), new("outer") { CloneOf = new("set") { Members = [new("a"), new("web")] } }],
            Locations = [new("db", "n3", 10)],
            Colocations = [new("web", "db", 10)],
            Orders = [new("db", "web")],
        };

        Refused(() => PacemakerState.Create(configuration))
            .ShouldBe([
                "node 'n1' is given twice",
                "resource 'set' in 'outer' is a group or a clone, which is not modeled; use a resource",
                "location: there is no resource 'db'; use one of web, outer, set",
                "location: there is no node 'n3'; use one of n1",
                "colocation: there is no resource 'db'; use one of web, outer, set",
                "order: there is no resource 'db'; use one of web, outer, set",
            ]);
    }

    [Theory]
    [InlineData(PacemakerEventKind.NodeUp)]
    [InlineData(PacemakerEventKind.NodeDown)]
    [InlineData(PacemakerEventKind.NodeFail)]
    [InlineData(PacemakerEventKind.Standby)]
    [InlineData(PacemakerEventKind.AddLocation)]
    [InlineData(PacemakerEventKind.RemoveLocation)]
    [InlineData(PacemakerEventKind.MonitorFailure)]
    [InlineData(PacemakerEventKind.StartFailure)]
    [InlineData(PacemakerEventKind.StopFailure)]
    public void An_event_of_an_unknown_node_is_refused(PacemakerEventKind kind) =>
        Refused(new PacemakerEvent(kind) { Node = "n3", Resource = "web" }).ShouldBe([$"{kind}: there is no node 'n3'; use one of n1, n2"]);

    [Theory]
    [InlineData(PacemakerEventKind.SetMeta, "db", "web, set, a, b, copies, copy")]
    [InlineData(PacemakerEventKind.AddLocation, "db", "web, set, a, b, copies, copy")]
    [InlineData(PacemakerEventKind.RemoveLocation, "db", "web, set, a, b, copies, copy")]
    [InlineData(PacemakerEventKind.Cleanup, "", "web, set, a, b, copies, copy")]
    [InlineData(PacemakerEventKind.MonitorFailure, "set", "web, a, b, copy")]
    [InlineData(PacemakerEventKind.StartFailure, "copies", "web, a, b, copy")]
    [InlineData(PacemakerEventKind.StopFailure, "db", "web, a, b, copy")]
    public void An_event_of_an_unknown_resource_is_refused(PacemakerEventKind kind, string resource, string accepted) =>
        Refused(
                new PacemakerEvent(kind)
                {
                    Node = "n1",
                    Resource = resource,
                    Name = "priority",
                    Value = "1",
                }
            )
            .ShouldBe([$"{kind}: there is no resource '{resource}'; use one of {accepted}"]);

    private static PacemakerEvent Set(string resource, string name, string value) =>
        new(PacemakerEventKind.SetMeta)
        {
            Resource = resource,
            Name = name,
            Value = value,
        };

    private static string[] Refused(PacemakerEvent happening) =>
        Refused(() => PacemakerModel.Apply(PacemakerState.Create(Cluster), [happening]));

    private static string[] Refused(Action action) => Should.Throw<ArgumentException>(action).Message.Split('\n');
}

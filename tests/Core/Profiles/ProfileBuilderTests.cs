using Sdk.Tests.Plugins;

namespace Sdk.Tests.Profiles;

public class ProfileBuilderTests
{
    [Fact]
    public void A_partially_configured_builder_can_be_shared()
    {
        ProfileBuilder half = Profile.Create("web").WithCount(3);

        Profile small = half.WithNode(node => node with { Cpus = 1 }).Build();
        Profile large = half.WithNode(node => node with { Cpus = 8 }).Build();

        small.NodeTemplate.Cpus.ShouldBe(1);
        large.NodeTemplate.Cpus.ShouldBe(8);
        half.Build().NodeTemplate.Cpus.ShouldBeNull();
    }

    [Fact]
    public void With_methods_set_the_last_value_and_Add_methods_append()
    {
        Profile profile = Profile
            .Create("web")
            .WithCount(2)
            .WithCount(5)
            .AddNetwork("A", "10.0.0.0/24")
            .AddNetwork("B", "fd00::/64")
            .Build();

        profile.Count.ShouldBe(5);
        profile.Networks.Select(network => network.Name).ShouldBe(["A", "B"]);
    }

    [Fact]
    public void Profiles_of_equal_content_are_equal()
    {
        static Profile Make() =>
            Profile.Create("web").AddNetwork("A", "10.0.0.0/24").AddStartupScript("a.sh").WithLabel("role", "web").Build();

        Make().ShouldBe(Make());
        Make().GetHashCode().ShouldBe(Make().GetHashCode());
        Make().ShouldNotBe(Make() with { StartupScripts = ["b.sh"] });
    }

    [Fact]
    public void All_problems_are_reported_together_with_field_and_advice()
    {
        ProfileException thrown = Should.Throw<ProfileException>(() =>
            Profile.Create("wind farm").WithCount(0).WithContainerCount(180).WithNode(node => node with { MemoryMiB = -1 }).Build()
        );

        thrown
            .Problems.Select(problem => (problem.Field, problem.Code))
            .ShouldBe([
                ("name", ProblemCode.InvalidName),
                ("count", ProblemCode.OutOfRange),
                ("node_template.memory", ProblemCode.OutOfRange),
                ("containers_per_node", ProblemCode.ConflictingFields),
            ]);
        thrown.Message.ShouldContain("node_template.memory: -1 is below 1; use 1 or more");
        thrown.Message.ShouldContain("containers_per_node: 180 containers need nodes, but containers_per_node is not set; use 1 or more");
    }

    [Theory]
    [InlineData("a"), InlineData("wind-farm_1.x"), InlineData("9")]
    public void Names_of_letters_digits_and_inner_punctuation_are_accepted(string name) => Profile.Create(name).Build().Name.ShouldBe(name);

    [Theory]
    [InlineData(""), InlineData("-a"), InlineData("a-"), InlineData("a b"), InlineData("a..b"), InlineData("a;b"), InlineData("a\n")]
    [InlineData("näme"), InlineData("a\u202eb"), InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Names_that_are_unsafe_in_scripts_or_host_names_are_rejected(string name) =>
        Should
            .Throw<ProfileException>(() => Profile.Create(name).Build())
            .Problems.ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.InvalidName);

    [Theory]
    [
        InlineData("172.16.0.0/99"),
        InlineData("172.16.0.0/33"),
        InlineData("172.16.0.0"),
        InlineData("172.16.0.0/08"),
        InlineData("fd00::/129"),
        InlineData("")
    ]
    public void An_invalid_network_is_rejected_when_the_profile_is_built(string network)
    {
        ProfileException thrown = Should.Throw<ProfileException>(() =>
            Profile.Create("web").AddNetwork("EXT", "10.0.0.0/16").AddNetwork("MGMT", network).Build()
        );

        Problem problem = thrown.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Field).ShouldBe((ProblemCode.InvalidAddress, "container_template.networks[1].network"));
        problem.Message.ShouldBe($"'{network}' is not a network");
    }

    [Fact]
    public void Options_without_a_plugin_are_rejected_by_UsePlugin() =>
        Should.Throw<ArgumentException>(() => Profile.Create("web").UsePlugin(new OrphanOptions())).Message.ShouldContain("[ScalePlugin]");

    internal sealed record OrphanOptions : PluginOptions;

    [Fact]
    public void Out_of_range_options_are_reported_together_with_all_other_problems()
    {
        ProfileBuilder shelf = Profile.Create("shelf").UsePlugin(new ShelfOptions { Material = "oak", Boards = 0 }).WithCount(0);

        ProfileException thrown = Should.Throw<ProfileException>(() => shelf.Build());

        thrown
            .Problems.Select(problem => problem.ToString())
            .ShouldBe(["count: 0 is below 1; use 1 or more", "boards: 0 is below 1; use 1 or more"]);
    }

    [Fact]
    public void Options_are_validated_for_the_plugin_selected_last()
    {
        ProfileBuilder bad = Profile.Create("shelf").UsePlugin(new ShelfOptions { Material = "oak", Boards = 10 });

        bad.UsePlugin("builtin").Build().Options.ShouldBeNull();
        bad.UsePlugin(new ShelfOptions { Material = "oak", Boards = 9 }).Build().Options.ShouldBeOfType<ShelfOptions>().Boards.ShouldBe(9);
    }

    [Fact]
    public void Options_changed_after_the_profile_was_built_are_checked_when_it_is_expanded()
    {
        Profile good = Profile.Create("shelf").UsePlugin(new ShelfOptions { Material = "oak" }).Build();
        Profile bad = good with
        {
            Options = new ShelfOptions { Material = "oak", Boards = 10 },
        };

        ScalewrightException thrown = Should.Throw<ScalewrightException>(() => Topology.Create("shelf").AddProfile(bad).Build());

        thrown.Message.ShouldContain("boards: 10 is above 9; use 9 or less");
    }
}

internal sealed record OrphanOptions : PluginOptions;

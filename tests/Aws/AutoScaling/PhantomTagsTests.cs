using Scalewright.Decisions;

namespace Sdk.Tests.Decisions;

/// <summary>
/// Parsing of the tags of Phantom domains. Sources: the tags of the tutorial, and the rules of the service in the
/// recorded exchanges.
/// </summary>
public class PhantomTagsTests
{
    [Fact]
    public void The_tags_of_the_tutorial_are_parsed()
    {
        ValueMap<string> tags = Tags(
            ("PHANTOM_DEFINITION", "error_overflow_n_preserving"),
            ("clouds", "hotel:4,sierra:4"),
            ("minimum_vms", "0")
        );

        Domain domain = PhantomTags.Read("my_domain", tags);

        domain.Clouds.ShouldBe([new DomainCloud("hotel", 4), new DomainCloud("sierra", 4)]);
        domain.Capacity.ShouldBe(0);
        domain.Tags.ShouldBe(tags);
    }

    [Fact]
    public void A_site_name_can_contain_a_colon_and_a_size_can_be_unlimited() =>
        PhantomTags.Read("d", Tags(("clouds", "https://site:8443:-1"))).Clouds.ShouldBe([new DomainCloud("https://site:8443")]);

    [Theory]
    [InlineData("clouds", "hotel")]
    [InlineData("clouds", "hotel:many")]
    [InlineData("clouds", "hotel:-2")]
    [InlineData("clouds", "hotel:1,hotel:2")]
    [InlineData("minimum_vms", "-1")]
    [InlineData("minimum_vms", "")]
    [InlineData("PHANTOM_DEFINITION", "magic")]
    [InlineData("cooldown_period", "soon")]
    [InlineData("colour", "red")]
    public void An_invalid_tag_is_rejected(string key, string value) =>
        Should.Throw<DecisionException>(() => PhantomTags.Read("d", Tags((key, value)))).Problems.ShouldNotBeEmpty();

    [Theory]
    [InlineData("minimum_vms=5", "maximum_vms=4")]
    [InlineData("scale_down_threshold=80", "scale_up_threshold=20")]
    [InlineData("cooldown_period=-1", "metric=load")]
    [InlineData("scale_up_n_vms=1.5", "metric=load")]
    [InlineData("scale_up_n_vms=-1", "metric=load")]
    [InlineData("scale_up_n_vms=1e300", "metric=load")]
    [InlineData("scale_down_n_vms=-0.5", "metric=load")]
    [InlineData("scale_up_threshold=Infinity", "metric=load")]
    [InlineData("scale_down_threshold=NaN", "metric=load")]
    public void Invalid_numbers_for_the_sensor_engine_are_rejected(params string[] tags)
    {
        ValueMap<string> given = tags.Append("PHANTOM_DEFINITION=sensor_engine")
            .Select(tag => tag.Split('='))
            .Select(tag => KeyValuePair.Create(tag[0], tag[1]))
            .ToValueMap();

        Should
            .Throw<DecisionException>(() => PhantomTags.Read("d", given))
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe(tags[0].Split('=')[0]);
    }

    // Source: nimbusproject/epu 2.1.1, sensor engine: the size decreases by |scale_down_n_vms|.
    [Fact]
    public void The_sensor_engine_accepts_a_negative_scale_in_step_and_equal_bounds() =>
        PhantomTags
            .Read(
                "d",
                Tags(
                    ("PHANTOM_DEFINITION", "sensor_engine"),
                    ("minimum_vms", "2"),
                    ("maximum_vms", "2"),
                    ("scale_down_n_vms", "-1"),
                    ("scale_up_n_vms", "0"),
                    ("scale_up_threshold", "5"),
                    ("scale_down_threshold", "5")
                )
            )
            .Capacity.ShouldBe(2);

    private static ValueMap<string> Tags(params (string Key, string Value)[] tags) =>
        tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToValueMap();
}

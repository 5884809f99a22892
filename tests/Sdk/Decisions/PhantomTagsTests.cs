using Scalewright;
using Scalewright.Decisions;

namespace Sdk.Tests.Decisions;

/// <summary>Expected values: the tutorial's tags, and the rules of the Phantom service as shared with the recorded exchanges.</summary>
public class PhantomTagsTests
{
    [Fact]
    public void The_tags_of_the_tutorial_are_understood()
    {
        ValueMap<string> tags = Tags(("PHANTOM_DEFINITION", "error_overflow_n_preserving"), ("clouds", "hotel:4,sierra:4"), ("minimum_vms", "0"));

        Domain domain = PhantomTags.Read("my_domain", tags);

        domain.Clouds.ShouldBe([new DomainCloud("hotel", 4), new DomainCloud("sierra", 4)]);
        domain.Capacity.ShouldBe(0);
        domain.Tags.ShouldBe(tags);
        PhantomTags.AreIn(tags).ShouldBeTrue();
    }

    [Fact]
    public void A_site_may_have_a_colon_and_a_size_may_be_without_limit() =>
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
    public void A_tag_that_cannot_be_is_refused(string key, string value) =>
        Should.Throw<DecisionException>(() => PhantomTags.Read("d", Tags((key, value)))).Problems.ShouldNotBeEmpty();

    private static ValueMap<string> Tags(params (string Key, string Value)[] tags) => tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToValueMap();
}

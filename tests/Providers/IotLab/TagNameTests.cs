using Scalewright.Journals;
using Scalewright.Providers.IotLab.Experiments;

namespace IotLab.Tests;

public sealed class TagNameTests
{
    private static readonly Lineage Lineage = Lineage.CreateRandom(new Random(1));
    private static readonly IotLabNodeTag Mark = new()
    {
        Owner = new Owner(Lineage, "wind-farm demo").ToString(),
        Name = "wind-farm-28-main",
        Token = $"{Lineage.ToString()[..16]}-00000001-a00000001",
        Group = "wind-farm",
        Digest = "0011223344556677",
        Epoch = 7,
        Created = 639_000_000_000_000_001,
        Expires = 639_000_000_000_000_002,
        Key = TagName.CreateKey("token"),
        Index = 12,
        Location = "grenoble/m3:at86rf231/mobile",
        Firmware = "iotlab_m3_tutorial",
        Retries = 2,
        IsRevived = true,
    };

    [Fact]
    public void An_ownership_tag_round_trips_through_its_name() => TagName.Read(TagName.Write(Mark)).ShouldBe(Mark);

    [Theory, InlineData(0, false), InlineData(49, true), InlineData(null, true)]
    public void An_ownership_tag_for_several_board_kinds_round_trips_through_its_name(int? rank, bool isFlashedLater)
    {
        IotLabNodeTag mark = Mark with { Rank = rank, IsFlashedLater = isFlashedLater };

        TagName.Read(TagName.Write(mark)).ShouldBe(mark);
        TagName.Write(mark).Length.ShouldBeLessThanOrEqualTo(TagName.Write(Mark).Length + 4);
    }

    [Fact]
    public void A_typical_ownership_tag_fits_into_a_name_of_letters_digits_and_underscores()
    {
        string name = TagName.Write(Mark);

        name.Length.ShouldBeInRange(200, TagName.MaxLength);
        name.ShouldMatch("^[0-9A-Za-z_]+$");
        TagName.ForExperiment(Mark.Owner, Mark.Key).ShouldMatch("^scalewright_[0-9a-f]{12}_[0-9a-f]{16}$");
    }

    [
        Theory,
        InlineData(""),
        InlineData("consumption"),
        InlineData("scalewright_"),
        InlineData("scalewright_0"),
        InlineData("scalewright_1"),
        InlineData("scalewright_zz!"),
        InlineData("scalewright_abcdefghijkl")
    ]
    public void Any_other_name_is_not_an_ownership_tag(string name) => TagName.Read(name).ShouldBeNull();

    [Fact]
    public void A_name_with_one_changed_character_is_not_an_ownership_tag()
    {
        string name = TagName.Write(Mark);
        for (int at = 12; at < name.Length; at++)
        {
            string changed = string.Concat(name.AsSpan(0, at), name[at] == 'q' ? "r" : "q", name.AsSpan(at + 1));

            // A checksum of two bytes misses one change in 65,536, but none of these.
            TagName.Read(changed).ShouldBeNull(changed);
        }
    }

    [Fact]
    public void An_ownership_tag_with_only_required_fields_round_trips_through_its_name()
    {
        IotLabNodeTag bare = new()
        {
            Owner = Mark.Owner,
            Name = "n",
            Token = "T",
            Group = "",
            Digest = "",
            Key = "00",
            Location = "grenoble/m3-7",
        };

        TagName.Read(TagName.Write(bare)).ShouldBe(bare);
    }
}

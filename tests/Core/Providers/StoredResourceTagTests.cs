namespace Sdk.Tests.Providers;

public class StoredResourceTagTests
{
    private static readonly StoredResourceTag Full = new()
    {
        Owner = "scalewright:00000000000000000000000000000001:demo & more",
        Name = "n=1",
        Token = "t%1",
        Group = "wind farm",
        Digest = "ü",
        Epoch = 3,
        Sequence = 7,
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero),
    };

    public static TheoryData<StoredResourceTag> Tags =>
        [
            Full,
            Full with
            {
                ExpiresAt = null,
            },
            new()
            {
                Owner = "",
                Name = "",
                Token = "",
                CreatedAt = default,
            },
        ];

    [Theory, MemberData(nameof(Tags), DisableDiscoveryEnumeration = true)]
    public void A_tag_is_parsed_from_its_text(StoredResourceTag tag)
    {
        StoredResourceTag.TryParse(tag.ToText(), out StoredResourceTag? parsed).ShouldBeTrue();

        parsed.ShouldBe(tag);
    }

    [Fact]
    public void The_text_is_one_value_without_quotes_or_spaces() =>
        Full.ToText()
            .ShouldBe(
                "owner=scalewright%3A00000000000000000000000000000001%3Ademo%20%26%20more&name=n%3D1&token=t%251&group=wind%20farm&digest=%C3%BC&epoch=3&sequence=7"
                    + "&created=2026-01-02T03%3A04%3A05.0000000%2B00%3A00&expires=2026-01-02T04%3A00%3A00.0000000%2B00%3A00"
            );

    [
        Theory,
        InlineData(null),
        InlineData(""),
        InlineData("&&="),
        InlineData("owner=a&name=b&token=c"),
        InlineData("owner=a&name=b&token=c&created=today")
    ]
    public void Other_texts_are_not_tags(string? text)
    {
        StoredResourceTag.TryParse(text, out StoredResourceTag? tag).ShouldBeFalse();

        tag.ShouldBeNull();
    }
}

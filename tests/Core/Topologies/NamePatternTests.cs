namespace Sdk.Tests.Topologies;

public class NamePatternTests
{
    [Theory]
    [InlineData("{node}-c{number}", "n-1-c4")]
    [InlineData("{index}", "23")]
    [InlineData("{unit:00}/{number:000}", "12/004")]
    [InlineData("{index:00000000000000000000}", "00000000000000000023")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("日本-{node}", "日本-n-1")]
    public void Placeholders_are_replaced_by_the_values_of_a_container(string pattern, string expected) =>
        Container("n-1").Format(pattern).ShouldBe(expected);

    [Theory]
    [
        InlineData("{"),
        InlineData("}"),
        InlineData("{}"),
        InlineData("{node"),
        InlineData("node}"),
        InlineData("{Node}"),
        InlineData("{host}"),
        InlineData("{{node}}")
    ]
    [
        InlineData("{node:00}"),
        InlineData("{number:}"),
        InlineData("{number:01}"),
        InlineData("{number:abc}"),
        InlineData("{number:000000000000000000000}")
    ]
    public void An_invalid_name_pattern_is_rejected(string pattern) => Should.Throw<FormatException>(() => new NamePattern(pattern));

    [Fact]
    public void Long_literals_and_names_are_written_completely()
    {
        string literal = new('x', 200);
        string name = new('ü', 300);

        Container(name).Format($"{literal}{{node}}{literal}").ShouldBe(literal + name + literal);
    }

    [Fact]
    public void Output_across_buffers_is_written_in_order() =>
        Prop.ForAll(
                Gen.OneOf(
                        Gen.Elements("", "a", "host-1", "日本語", "\U0001F600", new string('z', 5000)),
                        Gen.Choose(0, 3000).Select(length => new string('y', length))
                    )
                    .ArrayOf(40)
                    .ToArbitrary(),
                texts =>
                {
                    ArrayBufferWriter<byte> buffer = new();
                    Utf8Output output = new(buffer);
                    StringBuilder expected = new();
                    for (int i = 0; i < texts.Length; i++)
                    {
                        Address address = new((UInt128)(uint)(i * 99_999_999), isV6: false);
                        output.Write(texts[i]);
                        output.Write(address);
                        output.Write(i * -7L);
                        expected.Append(texts[i]).Append(address).Append(i * -7L);
                    }

                    output.Flush();
                    Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe(expected.ToString());
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [
        InlineData(0, 0, "0"),
        InlineData(999, 2, "999"),
        InlineData(1000, 0, "1000"),
        InlineData(1001, 6, "001001"),
        InlineData(long.MaxValue, 0, "9223372036854775807")
    ]
    [InlineData(long.MinValue, 0, "-9223372036854775808"), InlineData(-5, 3, "-005"), InlineData(7, 20, "00000000000000000007")]
    public void Numbers_are_written_in_decimal(long number, int width, string expected)
    {
        ArrayBufferWriter<byte> buffer = new();
        Utf8Output output = new(buffer);

        output.Write(number, width);
        output.Flush();

        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe(expected);
    }

    private static ContainerSpec Container(string node)
    {
        NodeSpec spec = new(node, 1) { ContainerCount = 5, FirstContainerIndex = 20 };
        NodeGroup group = new("g", "by-hand")
        {
            Nodes = [spec],
            ContainerLayout = new ContainerLayout { Roles = [new("a"), new("b")] },
        };
        return group.GetContainers(spec)[3];
    }
}

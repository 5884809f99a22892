using FsCheck;
using FsCheck.Fluent;

namespace Minimega.Tests;

public class MinimegaJsonTests
{
    [Fact]
    public void A_reply_with_any_text_round_trips_through_JSON() =>
        Prop.ForAll<string>(text =>
            {
                string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
                MinimegaReply reply = new()
                {
                    Entries =
                    [
                        new()
                        {
                            Host = valid,
                            Header = [valid],
                            Tabular =
                            [
                                [valid],
                            ],
                            Error = valid,
                        },
                    ],
                    Rendered = valid,
                    Suggestions = [valid],
                };
                return MinimegaJson.Read(Encoding.UTF8.GetBytes(MinimegaJson.Write(reply))) == reply;
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Invalid_message_bytes_cause_only_a_format_exception() =>
        Prop.ForAll<byte[]>(bytes =>
            {
                try
                {
                    _ = MinimegaJson.Read(bytes ?? []);
                    return false;
                }
                catch (FormatException)
                {
                    return true;
                }
            })
            .QuickCheckThrowOnFailure();

    // Recorded: 02-vm-config writes "/data -> /host/data" so.
    [Fact]
    public void Angle_brackets_and_ampersands_are_escaped() =>
        MinimegaJson.Write("a -> b & <c>").ShouldBe("\"a -\\u003e b \\u0026 \\u003cc\\u003e\"");

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Resp\":[null],\"Rendered\":\"\",\"More\":false,\"Status\":false}")]
    [InlineData("{\"Resp\":null,\"Rendered\":\"\\ud800\",\"More\":false,\"Status\":false}")]
    [InlineData("{\"Resp\":null,\"Rendered\":null,\"More\":false,\"Status\":false}")]
    public void A_message_of_another_shape_causes_a_format_exception(string text) =>
        Should.Throw<FormatException>(() => MinimegaJson.Read(Encoding.UTF8.GetBytes(text)));
}

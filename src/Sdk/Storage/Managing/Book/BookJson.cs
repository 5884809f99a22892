using System.Text.Json.Serialization;

namespace Scalewright.Storage.Managing.Book;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BookChange))]
internal sealed partial class BookJson : JsonSerializerContext;

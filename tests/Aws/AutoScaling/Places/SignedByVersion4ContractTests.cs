namespace AutoScaling.Tests.Places;

public class SignedByVersion4ContractTests() : PlaceContractTests(SignatureVersion.V4);
